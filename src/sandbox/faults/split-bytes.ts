import type { FaultName } from '../faults.ts';
import type { Output } from '../output.ts';

const DRIP_BYTES = 64;

/** Writes a frame, in as many pieces as the fault asks for, each in a packet of its own. */
export async function writeBytes(output: Output, data: string, fault: FaultName | undefined): Promise<void> {
  if (fault !== 'slow-drip' && fault !== 'split-utf8') return output.write(data);
  const bytes = Buffer.from(data);
  let start = 0;
  for (const end of fault === 'slow-drip' ? dripEnds(bytes) : characterMiddles(bytes)) {
    await output.write(bytes.subarray(start, end));
    // Without a pause the pieces would travel, and be read, as one.
    await output.wait(1, '');
    start = end;
  }
  await output.write(bytes.subarray(start));
}

function* dripEnds(bytes: Buffer): Generator<number> {
  for (let end = DRIP_BYTES; end < bytes.length; end += DRIP_BYTES) yield end;
}

/** After the first byte of each character of several bytes. */
function* characterMiddles(bytes: Buffer): Generator<number> {
  for (const [index, byte] of bytes.entries()) if (byte >= 0xc0) yield index + 1;
}
