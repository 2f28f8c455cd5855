import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import {
  isInitializeRequest,
  isJSONRPCRequest,
  type CancelledNotification,
  type McpServer,
} from '@modelcontextprotocol/server';
import { refuse } from './refuse.ts';

/** The clients of the revisions up to 2025-11-25: each has a session, from its `initialize` on. */
export interface Sessions {
  readonly handle: (request: IncomingMessage, response: ServerResponse, body: unknown) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface SessionsOptions {
  readonly createServer: () => McpServer;
  /** Most at once; beyond it, the one that has been idle for longest ends. */
  readonly maxSessions: number;
  /** How long one may be idle. */
  readonly maxIdleMs: number;
}

interface Session {
  readonly transport: NodeStreamableHTTPServerTransport;
  /** Requests that are not answered yet, the stream for notifications aside. */
  underWay: number;
  /** Ids of the requests that are alone on their response stream, which is still open. */
  readonly alone: Set<unknown>;
  /** By the monotonic clock. */
  usedAtMs: number;
}

export function createSessions({ createServer, maxSessions, maxIdleMs }: SessionsOptions): Sessions {
  const sessions = new Map<string, Session>();
  const byIdleness = () =>
    [...sessions]
      .filter(([, { underWay }]) => underWay === 0)
      .toSorted(([, one], [, other]) => one.usedAtMs - other.usedAtMs);
  const end = async (id: string, { transport }: Session) => {
    sessions.delete(id);
    await transport.close();
  };
  const endIdle = async () => {
    const oldest = performance.now() - maxIdleMs;
    for (const [id, session] of byIdleness()) if (session.usedAtMs < oldest) await end(id, session);
  };
  const sweep = setInterval(() => void endIdle().catch(() => undefined), Math.min(maxIdleMs, 60_000));
  sweep.unref();

  /** @returns Undefined where all sessions are busy. */
  const open = async (): Promise<Session | undefined> => {
    if (sessions.size >= maxSessions) {
      const [idle] = byIdleness();
      if (!idle) return undefined;
      await end(...idle);
    }
    const transport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void sessions.set(id, session),
      onsessionclosed: (id) => void sessions.delete(id),
    });
    const session: Session = { transport, underWay: 0, alone: new Set(), usedAtMs: performance.now() };
    await createServer().connect(transport);
    return session;
  };

  return {
    async handle(request, response, body) {
      const id = request.headers['mcp-session-id'];
      const isNew = id === undefined && isInitializeRequest(body);
      if (id === undefined && !isNew) {
        return refuse(response, 400, 'The header Mcp-Session-Id is missing: begin with initialize.');
      }
      const session = isNew ? await open() : sessions.get(String(id));
      if (!session) {
        return isNew
          ? refuse(response, 503, 'Too many sessions are busy. Try again later.', {
              headers: { 'retry-after': '10' },
            })
          : refuse(response, 404, 'Session not found: begin with initialize.');
      }
      const isCall = request.method === 'POST';
      const requestId = isJSONRPCRequest(body) ? body.id : undefined;
      if (isCall) session.underWay += 1;
      if (requestId !== undefined) session.alone.add(requestId);
      response.once('close', () => {
        if (isCall) session.underWay -= 1;
        session.alone.delete(requestId);
        session.usedAtMs = performance.now();
      });
      session.usedAtMs = performance.now();
      await session.transport.handleRequest(request, response, body);
      endCancelled(session, body);
    },
    async close() {
      clearInterval(sweep);
      await Promise.allSettled([...sessions].map((entry) => end(...entry)));
    },
  };
}

/** A cancelled request gets no response, so that nothing else would end its stream as long as the session lasts. */
function endCancelled({ transport, alone }: Session, body: unknown): void {
  for (const message of Array.isArray(body) ? (body as unknown[]) : [body]) {
    const { method, params } = (message ?? {}) as Partial<CancelledNotification>;
    const id = params?.requestId;
    if (method === 'notifications/cancelled' && id !== undefined && alone.has(id))
      transport.closeSSEStream(id);
  }
}
