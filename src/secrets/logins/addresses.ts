import { PASSWORD, atEach, type Login } from './login.ts';

/** Addresses and lines of connections with a password or a key in them. */
export const ADDRESSES: readonly Login[] = [
  ['a password in a URL', '://', /:\/\/[^\s:/@'"`<>]{0,80}:([^\s'"`<>/]{6,600})@[\w[{$(]/y, 'password'],
  [
    'a token in a URL',
    '://',
    /:\/\/([\w.~-]{20,200})@(?!\w{2}\d{0,8}\.ingest|sentry|[\w.]{0,40}sentry)[\w.]/y,
    'key',
  ],
  // `user:password@tcp(host:3306)/name` of Go; the password comes before the anchor.
  ...atEach(
    'a password in a connection string',
    ['@tcp(', '@unix('],
    /(?<=(?<![\w.-])[\w.-]{1,60}:([^\s"'`(]{6,100}))@(?:tcp|unix)\(/y,
    'password',
  ),
  ['a key in a URL', '?code=', /\?code=([\w%+/=-]{40,300})/y, 'key'],
  ...atEach('a key in a URL', ['pid=', 'PID=', 'pId='], /(?<=ap)pid=([0-9a-f]{32})(?!\w)/iy, 'secret'),
  [PASSWORD, 'login ', /login[ \t]+\S{1,100}\s{1,3}password[ \t]+["']?(\S{6,200})/y, 'password'],
];
