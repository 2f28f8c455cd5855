import { readFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { listen, type Listening } from './listen.ts';
import { tlsFixture } from './tls.ts';

/** One tunnel that was asked for. */
interface ConnectRequest {
  /** `host:port`, as the client wrote it. */
  readonly authority: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface TestProxy extends Listening {
  readonly requests: readonly ConnectRequest[];
  /** All that clients sent in clear and inside tunnels, as the proxy sees it. */
  readonly seen: () => string;
  /** Closes all tunnels. */
  readonly cut: () => void;
}

export interface TestProxyOptions {
  /** Where every tunnel leads, whatever was asked for. */
  readonly gatewayPort: number;
  /** What the proxy itself is spoken to with; plain by default. */
  readonly isTls?: boolean;
  /** Bytes in place of a tunnel; the connection is closed after them, unless they are undefined: then there is silence. */
  readonly refusal?: { readonly bytes: string | undefined };
  /** Closes the connection right after it has said that the tunnel is open. */
  readonly isCutAtOnce?: boolean;
}

/** A forward proxy on loopback that knows CONNECT, and remembers every byte. */
export async function startProxy(options: TestProxyOptions): Promise<TestProxy> {
  const requests: ConnectRequest[] = [];
  const seen: Buffer[] = [];
  const tunnels = new Set<Socket>();
  const onConnection = (socket: Socket) => {
    let head = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => seen.push(chunk));
    const onData = (chunk: Buffer) => {
      // The first byte of TLS, to a proxy that does not speak it.
      if (chunk[0] === 0x16) {
        socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
        return;
      }
      head += chunk.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end === -1) return;
      socket.off('data', onData);
      requests.push(parse(head.slice(0, end)));
      if (options.refusal) {
        if (options.refusal.bytes !== undefined) socket.end(options.refusal.bytes);
        return;
      }
      openTunnel(socket, options, tunnels);
    };
    socket.on('data', onData);
  };
  const listening = await listen(createProxyServer(options.isTls ?? false, onConnection));
  return {
    ...listening,
    requests,
    seen: () => Buffer.concat(seen).toString('latin1'),
    cut: () => {
      for (const socket of tunnels) socket.destroy();
    },
    async [Symbol.asyncDispose]() {
      for (const socket of tunnels) socket.destroy();
      await listening[Symbol.asyncDispose]();
    },
  };
}

function createProxyServer(isTls: boolean, onConnection: (socket: Socket) => void): Server {
  if (!isTls) return createServer(onConnection);
  const key = readFileSync(tlsFixture('server.key'));
  return createTlsServer({ key, cert: readFileSync(tlsFixture('gateway.pem')) }, onConnection);
}

function openTunnel(socket: Socket, { gatewayPort, isCutAtOnce }: TestProxyOptions, open: Set<Socket>): void {
  if (isCutAtOnce) {
    socket.end('HTTP/1.1 200 Connection established\r\n\r\n');
    return;
  }
  const gateway = connect(gatewayPort, '127.0.0.1', () => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    socket.pipe(gateway).pipe(socket);
  });
  for (const one of [socket, gateway]) {
    open.add(one);
    one.on('error', () => undefined);
    one.on('close', () => {
      socket.destroy();
      gateway.destroy();
    });
  }
}

function parse(head: string): ConnectRequest {
  const [first = '', ...lines] = head.split('\r\n');
  const headers = lines
    .map((line) => line.split(/:\s*/, 2))
    .map(([name = '', value = '']) => [name.toLowerCase(), value]);
  return {
    authority: first.split(' ')[1] ?? '',
    headers: Object.fromEntries(headers) as Record<string, string>,
  };
}
