#!/usr/bin/env node
// Reads `go test -json` and prints a line for each package, the output of what failed, and why tests were skipped.
// The last argument is a file for the two counts, "passed failed", and below them what failed, a line each.
import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

const output = new Map();
const skipped = new Map();
const parents = new Set();
const finished = [];
const broken = [];

const keyOf = ({ Package, Test }) => `${Package} ${Test ?? ""}`;

for await (const line of createInterface({ input: process.stdin })) {
  let event;
  try {
    event = JSON.parse(line);
  } catch {
    console.log(line);
    continue;
  }
  read(event);
}

function read(event) {
  const key = keyOf(event);
  switch (event.Action) {
    case "build-output":
      process.stdout.write(event.Output);
      break;
    case "build-fail":
      broken.push(`${event.ImportPath} does not build`);
      break;
    case "output":
      output.set(key, (output.get(key) ?? "") + event.Output);
      break;
    case "pass":
    case "fail":
    case "skip":
      if (event.Test) endTest(event, key);
      else endPackage(event, key);
      output.delete(key);
      break;
  }
}

function endTest(event, key) {
  const parent = event.Test.lastIndexOf("/");
  if (parent > 0) parents.add(keyOf({ Package: event.Package, Test: event.Test.slice(0, parent) }));
  if (event.Action === "skip") {
    const why = /^\s+\S+\.go:\d+: (.*)$/m.exec(output.get(key) ?? "")?.[1] ?? "no reason given";
    skipped.set(why, (skipped.get(why) ?? 0) + 1);
    return;
  }
  finished.push({ key, failed: event.Action === "fail" });
  if (event.Action === "fail") process.stdout.write(output.get(key) ?? "");
}

function endPackage(event, key) {
  if (event.Action === "skip") return;
  const seconds = `${event.Elapsed.toFixed(1)} s`;
  if (event.Action === "pass") {
    console.log(`  ${event.Package} ${seconds}`);
    return;
  }
  process.stdout.write(output.get(key) ?? "");
  console.log(`  ${event.Package} FAILED ${seconds}`);
  // A package that panics or does not build fails without a failing test of its own.
  if (!finished.some((test) => test.failed && test.key.startsWith(`${event.Package} `))) broken.push(event.Package);
}

for (const [why, count] of skipped) console.log(`  skipped ${count}: ${why}`);

// A test that has subtests is counted by them.
const leaves = finished.filter(({ key }) => !parents.has(key));
const failed = [...leaves.filter((test) => test.failed).map(({ key }) => key), ...broken];
const passed = leaves.filter((test) => !test.failed).length;
writeFileSync(process.argv[2], [`${passed} ${failed.length}`, ...failed, ""].join("\n"));
