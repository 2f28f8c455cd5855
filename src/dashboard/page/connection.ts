import type { ActionError, PageEvent } from '../views.ts';

/** What the server said no to. */
export class RequestError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The server, asked with the token that the link to the page has. */
export interface Connection {
  get<Body>(path: string): Promise<Body>;
  post<Body>(path: string): Promise<Body>;
  /** Calls back with each event until the stream ends. @throws {RequestError} */
  listen(onEvent: (event: PageEvent) => void): Promise<void>;
}

export function connect(token: string): Connection {
  const send = async (path: string, method: string): Promise<Response> => {
    const response = await fetch(path, {
      method,
      headers: { authorization: `Bearer ${token}` },
      credentials: 'omit',
      redirect: 'error',
    });
    if (response.ok) return response;
    const { error, next } = await response
      .json()
      .then((body: ActionError) => body)
      .catch((): ActionError => ({ error: `The server answered ${response.status}.`, next: '' }));
    throw new RequestError(response.status, `${error} ${next}`.trim());
  };
  return {
    get: async (path) => (await send(path, 'GET')).json(),
    post: async (path) => (await send(path, 'POST')).json(),
    async listen(onEvent) {
      const { body } = await send('/api/events', 'GET');
      if (!body) return;
      const reader = body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = '';
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        const events = (rest + value).split('\n\n');
        rest = events.pop() ?? '';
        for (const event of events) {
          if (event.startsWith('data: ')) onEvent(JSON.parse(event.slice('data: '.length)) as PageEvent);
        }
      }
    },
  };
}
