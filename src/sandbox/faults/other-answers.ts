import type { FaultName } from '../faults.ts';
import { FOREVER_MS, type Output } from '../output.ts';
import { sendJson } from '../send-json.ts';
import { Refusal } from '../task.ts';
import type { Wire } from '../wires/wire.ts';

/** The faults that answer, or do not answer, with something else than a completion. */
export async function answerOtherwise(
  fault: FaultName,
  wire: Wire,
  requestId: string,
  output: Output,
  { redirectTo }: { readonly redirectTo: string },
): Promise<boolean> {
  switch (fault) {
    case 'reset-before-headers':
      output.reset();
      return true;
    case 'stall-before-headers':
      await output.wait(FOREVER_MS, '');
      return true;
    case 'redirect':
      output.begin(307, { location: redirectTo, 'x-request-id': requestId });
      output.end();
      return true;
    case 'html-in-200':
      output.begin(200, { 'content-type': 'text/html', 'x-request-id': requestId });
      await output.write('<!doctype html><title>Welcome</title><p>Please log in to the network.');
      output.end();
      return true;
    case 'html-413':
      output.begin(413, { 'content-type': 'text/html', 'x-request-id': requestId });
      await output.write('<html><center><h1>413 Request Entity Too Large</h1></center><hr>nginx</html>');
      output.end();
      return true;
    case 'error-code-in-200':
      await sendJson(output, 200, requestId, {
        code: 50_001,
        msg: 'model is being upgraded, try later',
        data: null,
      });
      return true;
    case 'error-in-200':
      await sendJson(
        output,
        200,
        requestId,
        wire.errorBody(new Refusal(500, 'Internal error', 'server_error')),
      );
      return true;
    default:
      return false;
  }
}
