import { expect, test } from 'vitest';
import { findSecrets } from '../../src/secrets/content.ts';

/** Put together here: no scanner is to stumble over this file. */
const PASSWORD = ['Vq7', 'tR2', 'x#k', 'P9w'].join('');
const foundIn = (text: string, path: string) => {
  const filled = text.replaceAll('PW', PASSWORD);
  return findSecrets(filled, path).map(({ start, end }) => filled.slice(start, end));
};
const many = Array.from({ length: 5000 }, (_, at) => `${at},user${at},`).join('\n');

test.for<[path: string, text: string]>([
  ['u.csv', 'id,name,password\n1,"Doe, John",PW\n'],
  ['u.csv', 'id,note,password\n1,"two\nlines, and ""more""",PW\n'],
  ['u.csv', '"id","name, full","password"\n"1","x","PW"\n'],
  ['u.csv', '# export of today\nid,name,password\n1,x,PW\n'],
  ['u.csv', '# user, password\n\nid,name,password\n1,x,PW\n'],
  ['u.csv', '#id,name,password\n1,x,PW\n'],
  ['u.csv', '\r\n\r\nid,name,password\r\n1,x,PW\r\n'],
  ['u.csv', 'sep=;\nid;name;password\n1;x;PW\n'],
  ['u.csv', '\uFEFFsep=;\r\n"id";"password"\r\n1;"PW"\r\n'],
  ['u.csv', '\uFEFFpassword,id\nPW,1\n'],
  ['u.csv', 'id,name,password\n\n1,x,PW\n'],
  ['u.csv', `id,name,password\n${many}\n5001,x,PW\n`],
  ['u.csv', `id,note,password\n1,"${'x'.repeat(20_000)},"PW\n2,"open,PW`.replace('"PW', 'PW')],
  ['u.tsv', 'id\tname\tpassword\n1\t"a\tb"\tPW\n'],
  ['u.txt', 'id|name|password\n1|x|PW\n'],
  ['a.md', '# Page\n\n| user | password |\n|---|---|\n| "ops | PW |\n'],
  ['a.md', '| step | time |\n|---|---|\n| a | 1 |\n\n| user | password |\n|---|---|\n| ops | PW |\n'],
  ['a.sql', `INSERT INTO u (id, password) VALUES ${'(1,NULL),'.repeat(1000)}(2,'PW');`],
  ['a.sql', 'INSERT INTO u (id, password) VALUES (1, "PW");'],
  ['a.sql', `COPY u (id, password) FROM stdin;\n${'1\t\\N\n'.repeat(1000)}2\tPW\n\\.\n`],
  ['a.sql', 'COPY u (password) FROM stdin;\nPW\n\\.\n'],
])('a secret in a table is found, whatever is before it: %s %.60s', ([path, text]) => {
  expect(new Set(foundIn(text, path))).toEqual(new Set([PASSWORD]));
});

test.for<[path: string, text: string]>([
  ['u.csv', 'id,name,password\n1,"PW, and more",\n'],
  ['a.md', '| field | kind |\n|---|---|\n| password | text |\n| user | PW |\n'],
  ['a.md', '| password | kind |\n|---|---|\n| x | y |\n\nuser|PW\nPW|x\n'],
  ['u.csv', 'id,password\n1,"see the manual, page 4"\n2,\n'],
  ['u.txt', 'The user, password and more\n\nPW, PW, PW\n'],
])('what is in no column of secrets is none: %s %.60s', ([path, text]) => {
  expect(foundIn(text, path)).toEqual([]);
});

test('a table that is made to take long does not', () => {
  // What takes the square of the time takes minutes here.
  const pieces = [
    'INSERT INTO u (a, password) VALUES (1,',
    "INSERT INTO u (password) VALUES ('a'),('",
    'COPY u (a, password) FROM stdin;\tx\n',
    'COPY u (password) FROM stdin;\n',
    '\n|password|\nx|y',
    '\n|password|\n',
    'a,password\n"',
    '"",',
    '"x',
  ];
  for (const path of ['a.csv', 'a.md', 'a.sql'])
    for (const piece of pieces) {
      const text = Array.from({ length: 300_000 / piece.length }, (_, at) => `${piece}${at}`).join('');
      expect(foundIn(`id,password\n${text}\nhttps://ann:PW@acme.test/`, path).join()).toContain(PASSWORD);
    }
});
