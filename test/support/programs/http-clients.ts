import { connectOverHttp } from '../http-server.ts';
import { receiptOf } from '../results.ts';

/** Many clients of one HTTP server at once; prints the statuses of their answers as JSON. */
const [url = '', count = '0'] = process.argv.slice(2);

async function play(number: number): Promise<string> {
  await using connected = await connectOverHttp({ url }, number % 2 === 0 ? 'initialize' : 'server/discover');
  const call = { name: 'deepseek_chat', arguments: { prompt: 'Write.' } };
  return receiptOf(await connected.client.callTool(call)).status;
}

const plays = Array.from({ length: Number(count) }, (_, number) => play(number).catch(String));
process.stdout.write(`${JSON.stringify(await Promise.all(plays))}\n`);
