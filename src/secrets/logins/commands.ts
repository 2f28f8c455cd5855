import { atEach, PASSWORD, type Login } from './login.ts';

/** What may be between a command and its option, also on lines that go on. */
const REST = String.raw`(?:\\\r?\n|[^\n|;]){0,300}?`;
/** Long ones are known by their beginning. */
const WORD = String.raw`(?:"([^"\n]{6,200})|'([^'\n]{6,200})|([^\s"']{6,200}))`;

const option = (command: string, flag: string) => new RegExp(`${command}\\b${REST}[ \\t]${flag}${WORD}`, 'y');

/** Options and arguments of commands. */
export const COMMANDS: readonly Login[] = [
  [PASSWORD, ' -u', / -u(?:ser)?[ \t=]{0,3}["']?[^\s:"'/]{1,60}:([^\s"']{6,200})/y, 'password'],
  [PASSWORD, ' --user', / --user(?:name)?[ \t=]{1,3}["']?[^\s:"'/]{1,60}:([^\s"']{6,200})/y, 'password'],
  [PASSWORD, 'mysql', option('mysql(?:dump|admin|import)?', '-p'), 'password'],
  [PASSWORD, 'sshpass', option('sshpass', '-p[ \\t=]{0,3}'), 'password'],
  [PASSWORD, 'redis-cli', option('redis-cli', '-a[ \\t]{1,3}'), 'password'],
  [PASSWORD, ' login', option(' login', '-p[ \\t=]{0,3}'), 'password'],
  [PASSWORD, 'signtool', option('signtool(?:\\.exe)?', '[/-]p[ \\t]{1,3}'), 'password'],
  [
    PASSWORD,
    'lftp',
    /lftp\b[^\n|;]{0,200}?[ \t]-u[ \t]{0,3}["']?[^\s,"']{1,60},([^\s"']{6,200})/y,
    'password',
  ],
  ...['ldapsearch', 'ldapadd', 'ldapmodify', 'ldapdelete', 'ldapwhoami', 'ldapcompare', 'ldappasswd'].map(
    (command): Login => [PASSWORD, command, option(command, '-w[ \\t]{0,3}'), 'password'],
  ),
  ...atEach(
    PASSWORD,
    ['pass ', 'Pass '],
    new RegExp(`(?<=store|key)[pP]ass[ \\t]{1,3}${WORD}`, 'y'),
    'password',
  ),
  [
    PASSWORD,
    'htpasswd',
    new RegExp(
      `htpasswd(?=[^\\n|;]{0,60} -[A-Za-z]{0,8}b)(?:[ \\t]{1,3}-[A-Za-z]{1,8}(?:[ \\t]{1,3}\\d{1,3})?){1,4}(?:[ \\t]{1,3}[^\\s-]\\S{0,100}){1,2}[ \\t]{1,3}${WORD}["']?[ \\t]{0,9}(?=[\\r\\n|;>&]|$)`,
      'y',
    ),
    'password',
  ],
  // What is piped into a command that reads a password or a token.
  ...atEach(
    PASSWORD,
    ['echo ', 'ntf '],
    /(?:echo|ntf)[ \t]{1,3}(?:-[a-z]{1,3}[ \t]{1,3})?["']?(?:[^\s:"'|]{1,60}:)?([^\s"'|\\]{6,200})(?:\\n)?["']?[ \t]{0,3}\|[ \t]{0,3}(?:sudo[ \t]{1,3}(?!-S))?(?:chpasswd|passwd\b|sudo[ \t]{1,3}-S|kinit|cryptsetup|[^\n|;]{1,120}?--(?:password|passphrase|with)-?(?:stdin|fd|token))/y,
    'password',
  ),
  [
    PASSWORD,
    'chpasswd',
    /chpasswd[^\n|;]{0,40}?<<(?:<[ \t]{0,3}|[^\n]{1,40}\n)["']?[^\s:"']{1,60}:([^\s"']{6,200})/y,
    'password',
  ],
  ...atEach(
    PASSWORD,
    ['SecureString ', 'securestring '],
    /securestring[ \t]{1,3}(?:-(?:String|AsPlainText|Force)[ \t]{1,3}){0,3}(?:"([^"\n]{6,200})"|'([^'\n]{6,200})')/iy,
    'password',
  ),
];
