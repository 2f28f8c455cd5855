import type { FaultName } from '../faults.ts';
import { FOREVER_MS, type Output } from '../output.ts';
import type { Completion, Wire } from '../wires/wire.ts';

const RATE_LIMIT =
  '{"type":"error","error":{"type":"rate_limit_error","message":"Too many tokens per minute"}}';
const HIGH_DEMAND = 'This model is currently experiencing high demand.';

/** What a fault does in the middle of the answer. @returns Whether that was the end of it. */
export async function breakOff(
  fault: FaultName | undefined,
  completion: Completion,
  wire: Wire,
  output: Output,
): Promise<boolean> {
  switch (fault) {
    case 'reset-mid-stream':
      // What was written must be sent first, or the client never sees it.
      await output.wait(50, '');
      output.reset();
      return true;
    case 'early-finish':
    case 'end-without-finish':
      output.end();
      return true;
    case 'stall-mid-stream':
      await output.wait(FOREVER_MS, '');
      return true;
    case 'error-event':
      await output.write(wire.errorFrame(completion));
      output.end();
      return true;
    case 'rate-limit-event':
      await output.write(completion.framing.frame(RATE_LIMIT, 'error'));
      output.end();
      return true;
    case 'bare-error-lines':
      await output.write(`${JSON.stringify({ error: { code: 503, message: HIGH_DEMAND } }, null, 2)}\n`);
      output.end();
      return true;
    case 'second-generation':
      for (const { data } of wire.frames({ ...completion, id: `${completion.id}_again` })) {
        // oxlint-disable-next-line no-await-in-loop
        await output.write(data);
      }
      output.end();
      return true;
    case 'broken-json':
      await output.write(completion.framing.frame('{"sandbox": [{"text": "brok'));
      output.end();
      return true;
    case 'invalid-utf8':
      await output.write(new Uint8Array([0x64, 0x61, 0x74, 0x61, 0x3a, 0x20, 0xff, 0xfe, 0x0a, 0x0a]));
      output.end();
      return true;
    default:
      return false;
  }
}
