/**
 * How long the processor was at a piece of work in this thread, in ms. What others on the machine take meanwhile does not
 * count, so a limit on it says something of the work.
 */
export async function cpuMs(work: () => unknown): Promise<number> {
  const before = process.threadCpuUsage()
  await work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}
