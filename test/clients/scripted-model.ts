import { LLMock } from '@copilotkit/aimock';

/** A call that the model is to make. */
export interface ScriptedCall {
  readonly name: string;
  readonly arguments: object;
}

export interface ScriptedModel extends AsyncDisposable {
  readonly url: string;
  /** What the client sent back for each call, in the order of calls. */
  readonly toolResults: () => readonly string[];
}

interface Message {
  readonly role: string;
  readonly content?: unknown;
}

/** A model that makes these calls, one after the other, and says a last word. Clients reach it on loopback. */
export async function startScriptedModel(
  calls: readonly ScriptedCall[],
  lastWord: string,
): Promise<ScriptedModel> {
  const mock = new LLMock({ port: 0 });
  let results: readonly string[] = [];
  const isAt = (step: number) => (request: { messages: readonly Message[] }) => {
    const found = request.messages
      .filter(({ role }) => role === 'tool')
      .map(({ content }) => asText(content));
    // The mock's own journal cuts long bodies off.
    if (found.length >= results.length) results = found;
    return found.length === step;
  };
  for (const [step, { name, arguments: args }] of calls.entries()) {
    mock.addFixture({
      match: { predicate: isAt(step) },
      response: { toolCalls: [{ name, arguments: JSON.stringify(args) }] },
    });
  }
  mock.addFixture({ match: { predicate: isAt(calls.length) }, response: { content: lastWord } });
  const url = await mock.start();
  return {
    url,
    toolResults: () => results,
    async [Symbol.asyncDispose]() {
      await mock.stop();
    },
  };
}

function asText(content: unknown): string {
  return typeof content === 'string' ? content : JSON.stringify(content);
}
