import { ask } from './ask.mjs';

// The least that a server on stdin and stdout can do to answer a call with what the model writes.
let unread = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (piece) => {
  unread += piece;
  const lines = unread.split('\n');
  unread = lines.pop();
  for (const line of lines) void answer(JSON.parse(line));
});

async function answer({ id, method, params }) {
  if (id === undefined) return;
  const result = method === 'initialize' ? initialized() : await call(params);
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`);
}

function initialized() {
  const serverInfo = { name: 'bare', version: '0' };
  return { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo };
}

async function call(params) {
  let text = '';
  await ask(params.arguments.prompt, (piece) => (text += piece));
  return { content: [{ type: 'text', text }] };
}
