import { createRandom } from './random.ts';

const SERVICES = 'checkout basket search payment mail courier image session'.split(' ');
const DONE = [
  'request finished in # ms for page /shop/# with status 200',
  'cache hit for product # after # ms, # entries in memory',
  'queue has # messages waiting, oldest is # ms old, # workers busy',
  'record # written to partition # in # ms by worker #',
  'session # renewed for # minutes, # active sessions on this node',
];
const SLOW = ['request took # ms for page /shop/#, limit is 800 ms', 'retry # of 5 for message # after # ms'];

/** What is to be found: when, in which service, what is seen all the time, and the one line that says why. */
export const INCIDENTS = [
  {
    at: 2100,
    service: 'payment',
    symptom: 'charge # refused by gateway: TLS handshake failed',
    cause:
      'client certificate pay-2025 expired 2026-03-01T02:30:00Z, all charges are refused until it is replaced',
    summary: 'Payments were refused because the client certificate pay-2025 had expired.',
  },
  {
    at: 5400,
    service: 'search',
    symptom: 'query # failed: no shard available for catalogue-7',
    cause: 'node search-3 left the cluster: disk /data is full (100 %), shards of catalogue-7 have no copy',
    summary: 'Search failed because the disk of search-3 was full and catalogue-7 had no second copy.',
  },
  {
    at: 8700,
    service: 'mail',
    symptom: 'message # not delivered: 421 too many connections',
    cause: 'pool size set to 400 by deploy 8812, the provider allows 50 connections',
    summary: 'Mail was rejected because deploy 8812 raised the pool to 400; the provider allows 50.',
  },
  {
    at: 11600,
    service: 'checkout',
    symptom: 'order # rolled back: deadlock on table stock',
    cause:
      'nightly job rebuild-stock started at 14:00 instead of 02:00 after the change of time zone in deploy 8840',
    summary: 'Orders were rolled back by deadlocks with rebuild-stock, which ran at 14:00 since deploy 8840.',
  },
];
const LINES = 15_800;
const INCIDENT_LINES = 160;

/** A day of a shop's servers in about 2 MB. */
export function shopLog(): string {
  const random = createRandom(7);
  const fill = (text: string) => text.replaceAll('#', () => String(random(9000) + 100));
  const pick = (from: readonly string[]) => from[random(from.length)] ?? '';
  return Array.from({ length: LINES }, (_, place) => {
    const incident = INCIDENTS.find(({ at }) => place >= at && place < at + INCIDENT_LINES);
    const time = new Date(Date.UTC(2026, 2, 1) + place * 5268).toISOString();
    const node = `node-${1 + random(6)}`;
    if (incident && place === incident.at + 12)
      return `${time} ${node} ${incident.service} INFO ${incident.cause}`;
    if (incident && random(3) === 0)
      return `${time} ${node} ${incident.service} ERROR ${fill(incident.symptom)}`;
    const level = random(40) === 0 ? 'WARN' : 'INFO';
    const message = fill(pick(level === 'WARN' ? SLOW : DONE));
    return `${time} ${node} ${pick(SERVICES)} ${level} [trace ${10_000 + random(89_999)}] ${message}`;
  }).join('\n');
}
