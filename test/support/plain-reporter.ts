import type { Reporter, TestModule } from "vitest/node";

/**
 * Names what was skipped, with the reason where the title gives it, and closes a run with one plain
 * line, `N passed, N failed[, N skipped]`, that any tool can read.
 */
export default class PlainReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    const left = new Set<string>();
    for (const testModule of modules) {
      let own = 0;
      for (const test of testModule.children.allTests()) {
        const { state } = test.result();
        count[state] += 1;
        if (state === "skipped") {
          left.add(test.parent.type === "suite" ? test.parent.fullName : test.name);
        }
        own += 1;
      }
      if (own === 0 && testModule.errors().length > 0) count.failed += 1;
    }
    const skipped = count.skipped + count.pending;
    const tail = skipped > 0 ? `, ${skipped} skipped` : "";
    for (const name of left) process.stdout.write(`\nskipped: ${name}`);
    process.stdout.write(`\n${count.passed} passed, ${count.failed} failed${tail}\n`);
  }
}
