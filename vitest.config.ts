import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** What starts processes, races with threads, or takes long by its nature. `npm run build` comes first. */
const PROCESS_TESTS = ['test/e2e/**/*.test.ts'];

/** What opens the built page in a real browser. */
const BROWSER_TESTS = ['test/browser/**/*.test.ts'];

/** What runs Python: it has a configuration of its own. */
const PYTHON_TESTS = ['test/python/**/*.test.ts'];

/** Every byte, every fault in every way, or real time: too slow to run after each change. */
const SLOW_TESTS = ['test/**/*.slow.test.ts'];

const common = {
  globalSetup: 'test/support/global-setup.ts',
  testTimeout: 120_000,
  hookTimeout: 120_000,
  // A busy machine takes longer, and to wait for an event costs nothing.
  expect: { poll: { timeout: 60_000 } },
};

const sharedModules = {
  ...common,
  // Half of the time would go into loading the same modules for each file.
  isolate: false,
  // Concurrent tests of a file wait for time or a connection, and cost little.
  maxConcurrency: 20,
  unstubEnvs: true,
  unstubGlobals: true,
  restoreMocks: true,
};

export default defineConfig({
  test: {
    // A second run need not compile what has not changed.
    experimental: { fsModuleCache: true },
    // Some always wait: for a process, for silence, for a limit of time.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        test: {
          ...sharedModules,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...SLOW_TESTS, ...PROCESS_TESTS, ...BROWSER_TESTS, ...PYTHON_TESTS],
        },
      },
      { test: { ...sharedModules, name: 'slow', include: SLOW_TESTS } },
      { test: { ...sharedModules, name: 'process', include: PROCESS_TESTS } },
      {
        test: {
          ...common,
          name: 'browser',
          include: BROWSER_TESTS,
          globalSetup: [common.globalSetup, 'test/browser/global-setup.ts'],
        },
      },
    ],
  },
});
