import { BlockList, isIP, isIPv6 } from 'node:net';

/**
 * Whether `NO_PROXY` names the gateway, as curl reads it: entries are separated by commas or blanks, `*` is
 * everything, a name covers the names below it with or without a leading dot, and an address may be a network
 * (`10.0.0.0/8`). A leading `*.` and a port are understood, too, since other programs know them.
 */
export function bypassesProxy(exceptions: string, { hostname, port }: URL): boolean {
  const host = toName(hostname);
  const entries = exceptions.split(/[\s,]+/).filter(Boolean);
  return entries.some((entry) => {
    if (entry === '*') return true;
    const { name, entryPort } = splitPort(entry.toLowerCase());
    if (entryPort !== undefined && entryPort !== (port || '443')) return false;
    return isIP(host) ? holdsAddress(name, host) : holdsName(name, host);
  });
}

/** A colon that is not within an IPv6 address begins a port. */
function splitPort(entry: string): { name: string; entryPort?: string } {
  const [, name, entryPort] = /^(\[.*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
  return name === undefined || entryPort === undefined ? { name: entry } : { name, entryPort };
}

function holdsName(entry: string, host: string): boolean {
  const name = toName(entry).replace(/^\*?\./, '');
  return name !== '' && (host === name || host.endsWith(`.${name}`));
}

function holdsAddress(entry: string, host: string): boolean {
  const [address = '', bits] = entry.replaceAll(/[[\]]/g, '').split('/');
  if (!isIP(address)) return false;
  const family = familyOf(address);
  if (family !== familyOf(host)) return false;
  const length = family === 'ipv6' ? 128 : 32;
  const prefix = bits === undefined ? length : /^\d+$/.test(bits) ? Number(bits) : Number.NaN;
  if (!(prefix <= length)) return false;
  const network = new BlockList();
  network.addSubnet(address, prefix, family);
  return network.check(host, family);
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}

/** Without the brackets of IPv6 and without the dot that ends an absolute name. */
function toName(host: string): string {
  return host.replaceAll(/[[\]]/g, '').replace(/\.$/, '').toLowerCase();
}
