#!/usr/bin/env node
// Reads the JSON report of vitest or of Playwright and prints two counts, "passed failed", and below them what failed, a line each.
import { readFileSync } from "node:fs";

const report = JSON.parse(readFileSync(process.argv[2], "utf8"));
console.log((report.stats ? playwright : vitest)(report).join("\n"));

function vitest({ numPassedTests, testResults }) {
  const failed = testResults.flatMap(({ name, status, assertionResults }) => {
    const tests = assertionResults.filter((test) => test.status === "failed").map(({ fullName }) => `${name} ${fullName}`);
    // A file that does not load, or whose preparation fails, fails without a failing test of its own.
    return status === "failed" && tests.length === 0 ? [name] : tests;
  });
  return [`${numPassedTests} ${failed.length}`, ...failed];
}

function playwright({ stats, suites, errors }) {
  const specs = (suite) => [...suite.specs, ...(suite.suites ?? []).flatMap(specs)];
  const failed = suites.flatMap(specs).flatMap(({ file, title, tests }) =>
    tests.filter(({ status }) => status === "unexpected").map(({ projectName }) => `${file} [${projectName}] ${title}`),
  );
  return [`${stats.expected + stats.flaky} ${stats.unexpected}`, ...failed, ...errors.map(({ message }) => message.split("\n")[0])];
}
