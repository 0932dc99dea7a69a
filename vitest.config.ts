import { defineConfig } from "vitest/config";

const project = (name: string, extra: object = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout: 20_000, ...extra },
});

export default defineConfig({
  test: {
    reporters: ["default", "./test/support/plain-reporter.ts"],
    projects: [
      project("unit"),
      project("contract"),
      // Sockets, brokers and threads: one file at a time, so that timings mean something.
      project("integration", { fileParallelism: false, testTimeout: 60_000, hookTimeout: 30_000 }),
    ],
  },
});
