// The least that a process can do to answer the line.
process.stdin.once('data', () => {
  const serverInfo = { name: 'bare', version: '0' };
  const result = { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo };
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, result })}\n`);
});
process.stdin.on('end', () => process.exit());
