import { DefaultLogger, Runtime } from '@temporalio/worker'

// The SDK tells each change of state of each worker; of interest in a test are only its errors.
Runtime.install({ logger: new DefaultLogger('ERROR') })
