// Three groups of tests: house (rules of this repository), unit (beside the code), examples (whole runs).

import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // One worker a core: by itself Vitest leaves one core free, which is half of a small machine.
    maxWorkers: '100%',
    // Biome takes our `fit` for a focused test; here it is known which are.
    allowOnly: false,
    projects: [
      { extends: true, test: { name: 'house', include: ['test/*.test.ts'] } },
      { extends: true, test: { name: 'unit', include: ['src/**/*.test.ts', 'bench/**/*.test.ts'] } },
      { extends: true, test: { name: 'examples', include: ['test/*/**/*.test.ts'] } },
    ],
  },
})
