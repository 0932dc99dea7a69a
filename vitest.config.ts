import { defineConfig } from "vitest/config";

const project = (name: string, extra: object = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout: 20_000, ...extra },
});

export default defineConfig({
  test: {
    reporters: ["default", "./test/support/plain-reporter.ts"],
    // Half of every test is waiting: for a socket, a process, a thread.
    maxWorkers: 2,
    projects: [
      // Nothing in them outlives a test: they share two processes instead of starting hundreds.
      project("unit", { isolate: false }),
      project("contract"),
      project("integration", { testTimeout: 60_000, hookTimeout: 30_000 }),
    ],
  },
});
