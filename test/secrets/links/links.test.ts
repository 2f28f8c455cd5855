import { array, assert, constantFrom, property } from 'fast-check';
import { expect, test } from 'vitest';
import { findSecrets } from '../../../src/secrets/content.ts';
import { RANDOM } from '../../support/files.ts';

const found = (text: string, path?: string) =>
  findSecrets(text, path).map(({ start, end }) => text.slice(start, end));

/** Each way from a name to its value, at the limits of what may come between them. */
test.for([
  ['a pair', `key="password"${' '.repeat(3)},${' '.repeat(80)}value => "${RANDOM}"`],
  [
    'a pair with details',
    `variable "password" {\n  type = string\n  description = "a"\n  default = "${RANDOM}"\n}`,
  ],
  ['a pair of CloudFormation', `DbPassword:\n  Type: String\n  NoEcho: true\n  Default: ${RANDOM}\n`],
  ['a name like one that is harmless', `algolia_admin_key: ${RANDOM}\nbackend_token: a\n`],
  ['a value before a line that begins with a colon', `PASSWORD="${RANDOM}"\n: "$OTHER"\n`],
  ['an argument', `set('password',${' '.repeat(40)}'${RANDOM}')`],
  ['an argument with a name', `get("password", default = "${RANDOM}")`],
  ['an argument in Erlang', `{password , <<"${RANDOM}">>}`],
  ['a type', `password: string = "${RANDOM}"`],
  ['a type with a lifetime', `PASSWORD: &'static str = "${RANDOM}"`],
  ['a type of Visual Basic', `Dim password As String = "${RANDOM}"`],
  ['a variable called As', `password As = "${RANDOM}"`],
  ['a type with arguments', `password: Optional[str] | None = "${RANDOM}"`],
  ['a type with two arguments', `password: Map<string, string> = "${RANDOM}"`],
  ['a type with lists in it', `password: Map<string, string[]> = "${RANDOM}"`],
  ['a type with a length', `char password[64] = "${RANDOM}"`],
  ['accessors', `string Password { get; private set; } = "${RANDOM}"`],
  ['a fallback', `password = process.env.PASSWORD ?? "${RANDOM}"`],
  ['a fallback in Python', `password = os.getenv("PASSWORD") or "${RANDOM}"`],
  ['a value before a fallback', `password = "${RANDOM}" || process.env.PASSWORD`],
  ['a fallback for an empty text', `password = "" || "${RANDOM}"`],
  ['an alternative in Rust', `let password = env::var("PW").unwrap_or_else(|_| "${RANDOM}".to_string());`],
  ['an alternative in Java', `String password = lookUp("pw").orElse("${RANDOM}");`],
  ['an alternative in Perl', `my $password = $ENV{PW} // '${RANDOM}';`],
  ['a default in a template', `@Value("\${api.key:${RANDOM}}")`],
  ['a mark after brackets', `char password[] PROGMEM = "${RANDOM}";`],
  ['an operator without blanks', `password=env.PASSWORD||"${RANDOM}"`],
  ['two calls', `password: new Secret(bytes("${RANDOM}"))`],
  ['a list', `password: [\n  - "${RANDOM}"\n]`],
  ['a block', `password: |-\n  ${RANDOM}\n`],
  ['a template tag', `password = <%= "${RANDOM}" %>`],
  ['a call', `builder.password( "${RANDOM}")`],
  ['an element', `<string name="password"> ${RANDOM}</string>`],
  ['an element with attributes', `<password encrypted="false" a:b='c'>${RANDOM}</password>`],
  ['an attribute with more of them', `<string name="password" translatable="false">${RANDOM}</string>`],
  ['an element on lines of its own', `<password>\n  ${RANDOM}\n</password>`],
  ['elements for the name and the value', `<name>password</name>\n<value>${RANDOM}</value>`],
  ['an element in an element', `<property name="password"><value>${RANDOM}</value></property>`],
  ['character data of a property list', `<key>password</key><string><![CDATA[ ${RANDOM} ]]></string>`],
  ['an anchor in YAML', `password: &main ${RANDOM}\n`],
  ['a type in YAML', `password: !!str ${RANDOM}\n`],
  ['a list below', `passwords:\n  - ${RANDOM}\n`],
  ['a line below', `password:\r\n${RANDOM}\r\n`],
  ['a default of a variable', `password = ENV.fetch("PASSWORD", "${RANDOM}")`],
  [
    'a named default of a variable',
    `password = const String.fromEnvironment('P', defaultValue: '${RANDOM}')`,
  ],
  ['a section of character data', `<password><![CDATA[${RANDOM}]]></password>`],
  ['an element of a property list', `<key>password</key>\n<string>${RANDOM}</string>`],
  ['a sentence', `the password of the staging server is ${RANDOM} now`],
  ['a blank of typography', `password:\u00a0"${RANDOM}"`],
  ['a quotation mark of HTML', `&quot;password&quot;: &quot;${RANDOM}&quot;,`],
  ['a quotation mark in a string in a string', String.raw`\\\"password\\\": \\\"${RANDOM}\\\"`],
] as const)('a name leads to its value by %s', ([, text]) => {
  expect(found(text).join()).toContain(RANDOM);
});

test.for([
  ['a gap that is too long', `password${' '.repeat(41)}= "${RANDOM}"`],
  ['a line in between', `password "\n${RANDOM}"`],
  ['a name of its own', `password: "${RANDOM}": 1`],
  ['a sentence about it', `password of many is, so ${RANDOM}`],
] as const)('%s leads to no value', ([, text]) => {
  expect(found(text)).toEqual([]);
});

test.for([
  [`password=${RANDOM}&b=1`, RANDOM],
  [`password=${RANDOM}&amp;b`, RANDOM],
  [`(password=${RANDOM});`, RANDOM],
  [`password=${RANDOM};Encrypt=1`, RANDOM],
  [String.raw`"password=${RANDOM}\n"`, RANDOM],
  [`'password=${RANDOM}', 1`, RANDOM],
] as const)('a value ends where what is around it goes on: %s', ([text, value]) => {
  expect(found(text)).toEqual([value]);
});

const NAMES = [
  'password',
  'secret',
  'token',
  'apiKey',
  'API_KEY',
  'pw',
  'sig',
  'authToken',
  'Bearer',
  'mnemonic',
];
const BETWEEN = [
  ' ',
  '=',
  ': ',
  ' = ',
  ', ',
  ';',
  '|',
  ' || ',
  ' ?? ',
  '//',
  '/',
  '.',
  '->',
  '=>',
  '(',
  ') ',
  '[',
  '{',
  '}',
  '%20',
  '密',
  '\u200b',
  '\u00a0',
  '😀',
  ' of ',
  ' is ',
  ': Token | ',
  ' --',
];

test('a secret is found among any number of other names', () => {
  assert(
    property(array(constantFrom(...NAMES, ...BETWEEN), { maxLength: 60 }), (pieces) => {
      const text = pieces.join('');
      expect(found(`${text}\npassword = "${RANDOM}"\n`)).toContain(RANDOM);
    }),
  );
});

test('a value is judged by its own name, though the same was seen under another', () => {
  const text = `buildId = "${RANDOM}"\ncacheKey: "${RANDOM}"\napiKey: "${RANDOM}"\n`;
  expect(findSecrets(text).map(({ firstLine }) => firstLine)).toEqual([3]);
});

test.for([
  ["if (place !== 'password' || !isAssigned)) return false;"],
  ['if (password === Given2Check && !isOpen) return;'],
  ['return token || createToken2(!isOpen);'],
] as const)('a condition is no value, also where only a part of a program is seen: %s', ([text]) => {
  expect(found(text)).toEqual([]);
});

const HEX = '67e4fbd9603b700d8198f12d63cd9480';

test.for([
  ['an address', 'a.ts', `fetch("https://a.example/?api_key=${HEX}")`],
  ['a header', 'a.ts', `run("curl -H 'X-Api-Key: ${HEX}'")`],
  ['a password with symbols', 'a.cs', '"Server=db;Password=Xk!a9Wq#2bTz;Timeout=3"'],
  ['a key with brackets', 'a.py', "SECRET_KEY = '-#^)t*co(qpk1zzx5xhrk)%+c$oq(qwjuu5ayxh-)*_h4goe27'"],
  [
    'a key with brackets and no marks',
    'a.ini',
    'SECRET_KEY=-#^)t*co(qpk1zzx5xhrk)%+c$oq(qwjuu5ayxh-)*_h4goe27',
  ],
])('a secret in a string is found: %s', ([, path = '', text = '']) => {
  expect(found(text, path)).toHaveLength(1);
});

test.for([
  ['after a comment about manifests', `# kind: Secret\npassword: ${RANDOM}\n`],
  ['in another kind', `kind: SecretStore\nspec:\n  token: ${RANDOM}\n`],
  ['in a map of one line', `kind: Secret\nstringData: {password: "${RANDOM}"}\n`],
  ['in JSON', `{"kind":"Secret","data":{"a":"${RANDOM}"}}`],
  ['under any name', `kind: Secret\ndata:\n  a: ${RANDOM}\n`],
])('a manifest hides no secret: %s', ([, text = '']) => {
  expect(found(text)).toEqual([RANDOM]);
});

test.for([
  ['web.config', '<add assembly="System.Web, Version=4.0.0.0, PublicKeyToken=b77a5c561934e089"/>'],
  ['a.properties', `jasypt.password=ENC(${RANDOM})`],
  ['a.md', 'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'],
  ['a.html', `<input name="authenticity_token" value="${RANDOM}">`],
])('what is public, encrypted or printed everywhere is no secret: %s', ([path = '', text = '']) => {
  expect(found(text, path)).toEqual([]);
});

test('a part of a regular expression is no secret', () => {
  expect(found(String.raw`option('sshpass', '-p[ \\t=]{0,3}')`, 'src/a.ts')).toEqual([]);
});
