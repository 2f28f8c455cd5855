import { defineConfig } from 'vitest/config';

/** Needs Python 3.10 or later with venv, and, once, its packages. */
export default defineConfig({
  test: {
    include: ['test/python/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts', 'test/python/environment.ts'],
    testTimeout: 180_000,
    hookTimeout: 600_000,
    maxWorkers: 2,
  },
});
