#!/usr/bin/env node
// Nothing is imported statically: an old Node has to get as far as the message below, and a server that is
// started at every launch of a client should not load what only people use.

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`runapi-deepseek needs Node.js 20.19 or later; this is ${process.versions.node}.\n`);
  process.exitCode = 1;
} else if (isServe(process.argv.slice(2))) {
  const { serve } = await import('./mcp/serve.ts');
  serve();
} else if (process.argv[2] === 'worker' && process.send) {
  // Started by another process of this program, which sends what there is to do.
  process.once('message', (job) => void runWorker(job));
} else if (isVersion(process.argv.slice(2))) {
  const { VERSION } = await import('./version.ts');
  process.stdout.write(`${VERSION}\n`);
} else {
  const { runProgram } = await import('./cli/program.ts');
  process.exitCode = await runProgram(process.argv.slice(2));
  // A name look-up that was given up keeps the process alive.
  if (process.getActiveResourcesInfo().includes('GetAddrInfoReqWrap')) {
    const { endNow } = await import('./end-process.ts');
    process.stdout.write('', endNow);
  }
}

function isServe(words: string[]): boolean {
  return words.length === 0 ? !process.stdin.isTTY : words.length === 1 && words[0] === 'serve';
}

function isVersion(words: string[]): boolean {
  return words.length === 1 && (words[0] === '--version' || words[0] === '-V');
}

async function runWorker(job: unknown): Promise<void> {
  const { work } = await import('./delegation/detach/worker.ts');
  await work(job as Parameters<typeof work>[0]);
  process.exit();
}
