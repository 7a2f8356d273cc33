// No circle of imports, but where facts begin journeys and journeys record facts. Types may look both ways. What each folder may import stands in test/architecture.test.ts.
import { cruise } from 'dependency-cruiser'

const FOLDERS = [
  'core',
  'marketing',
  'store',
  'mail',
  'providers',
  'workflows',
  'activities',
  'api',
  'worker',
  'cli',
]
// TypeScript 7 once made the cruiser see nothing and say that all is well.
const AT_LEAST = 50

const { output } = await cruise([...FOLDERS, 'config.ts'], {
  validate: true,
  doNotFollow: { path: 'node_modules' },
  tsConfig: { fileName: 'tsconfig.json' },
  ruleSet: {
    forbidden: [
      {
        name: 'no-circle',
        severity: 'error',
        from: { pathNot: '^(store|core/simulate)/' },
        to: { circular: true },
      },
    ],
  },
})
for (const { from, to, rule } of output.summary.violations) console.log(`${rule.name}: ${from} → ${to}`)
console.log(`${output.summary.totalCruised} modules`)
process.exitCode = output.summary.violations.length > 0 || output.summary.totalCruised < AT_LEAST ? 1 : 0
