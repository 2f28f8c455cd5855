import { expect, test } from 'vitest';
import { findSecrets } from '../../src/secrets/content.ts';

/** Put together here: no scanner is to stumble over this file. */
const PASSWORD = ['Vq7', 'tR2', 'x#k', 'P9w'].join('');
const KEY = ['Zk3v', 'Qm8T', 'xW2n', 'Rb6Y', 'hL9d', 'Jc4F', 'sG7p', 'Vt5K'].join('');
const HEX = '3f9a7c01e5b28d46'.repeat(2);
const fill = (text: string) => text.replaceAll('PW', PASSWORD).replaceAll('KEY', KEY).replaceAll('HEX', HEX);
const foundIn = (text: string, path: string) => {
  const filled = fill(text);
  return findSecrets(filled, path).map(({ start, end }) => filled.slice(start, end));
};

test.for<[path: string, text: string]>([
  ['a.cs', 'var c = new NetworkCredential("svc", "PW");'],
  ['a.cs', 'var c = new NetworkCredential(user, @"PW", "ACME");'],
  ['a.java', 'p.setCredentials(scope, new UsernamePasswordCredentials("u", "PW"));'],
  ['a.java', 'return new PasswordAuthentication("u", "PW".toCharArray());'],
  ['a.java', 'ks.load(in, "PW".toCharArray());'],
  ['a.java', 'kmf.init(ks, "PW".toCharArray());'],
  ['a.java', 'DriverManager.getConnection(url, "app", "PW");'],
  ['a.java', 'new PBEKeySpec("PW".toCharArray(), salt, 1000, 256)'],
  ['a.php', "new PDO('mysql:host=x;dbname=y', 'root', 'PW');"],
  ['a.php', '$m = new mysqli("localhost", $user, "PW", "shop");'],
  ['a.php', "ldap_bind($c, 'cn=admin', 'PW');"],
  ['a.pl', 'my $d = DBI->connect("dbi:mysql:x", "root", "PW");'],
  ['a.py', 'db = pymysql.connect("localhost", "root", "PW", "shop")'],
  ['a.py', 'session.auth = HTTPDigestAuth("u", "PW")'],
  ['a.go', 'auth := smtp.PlainAuth("", "ann@acme.test", "PW", "mail.acme.test")'],
  ['a.go', 'err := l.Bind("cn=admin,dc=acme", "PW")'],
  ['a.ts', 'const c = new ClientSecretCredential(tenant, "b7", "KEY");'],
  ['a.ts', 'createCipheriv("aes-256-cbc", "KEY", iv)'],
  ['a.ts', "createCipheriv('aes-256-gcm', Buffer.from('KEY', 'hex'), iv)"],
  ['a.ts', 'CryptoJS.AES.encrypt(text, "KEY")'],
  ['a.ts', "createHmac('sha256', `KEY`)"],
  ['a.java', 'Algorithm.HMAC256("KEY")'],
  ['a.java', 'new SecretKeySpec("KEY".getBytes(), "AES")'],
  ['a.cs', 'new SymmetricSecurityKey(Encoding.UTF8.GetBytes("KEY"))'],
  ['a.rs', 'client.basic_auth("u", Some("PW"))'],
])('an argument is found by its position: %s %s', ([path, text]) => {
  expect(foundIn(text, path)).toEqual([text.includes('PW') ? PASSWORD : KEY]);
});

test.for([
  "echo 'deploy:PW' | chpasswd",
  'RUN echo "root:PW" | sudo chpasswd',
  "printf 'root:PW\\n' | chpasswd",
  "chpasswd <<< 'root:PW'",
  'chpasswd <<EOF\nroot:PW\nEOF',
  'echo PW | sudo -S apt-get update',
  'echo "PW" | docker login -u ci --password-stdin registry.acme.test',
  '$p = ConvertTo-SecureString "PW" -AsPlainText -Force',
  "$p = ConvertTo-SecureString -AsPlainText -Force 'PW'",
  'signtool sign /f code.pfx /p PW /t http://time.test app.exe',
  'signtool.exe sign /f code.pfx ^ /p "PW" app.exe',
  'htpasswd -b -c /etc/nginx/.htpasswd admin PW',
  'htpasswd -nbB admin PW',
  'htpasswd -nbBC 10 "" PW > users',
  'ldapsearch -x -H ldap://dc1 -D "cn=admin,dc=acme" -w PW -b dc=acme',
  'ldapadd -x \\\n  -D cn=admin \\\n  -w "PW" -f a.ldif',
  'keytool -importkeystore -srckeystore a.p12 -srcstorepass PW -destkeystore b.jks',
  'keytool -list -storepass PW',
  'jarsigner -keypass "PW" a.jar k',
  'lftp -u deploy,PW sftp://files.acme.test',
  'mysqldump \\\n  -h db \\\n  -pPW app',
])('an argument of a command is found: %s', (text) => {
  expect(foundIn(text, 'run.sh')).toEqual([PASSWORD]);
});

test.for([
  ['user worker on >PW ~* +@all', 1],
  ['user worker on ~* +@all >PW', 1],
  ['ACL SETUSER worker on >PW', 1],
  ['username admin privilege 15 password 0 PW', 1],
  ['enable secret 0 PW', 1],
  ['snmp-server community PW RO', 1],
  ['rocommunity PW 10.0.0.0/8', 1],
  ['createUser monitor SHA "PW" AES "XPWX"', 2],
  ['createUser monitor SHA-256 PW AES XPWX', 2],
  ['dsn = app:PW@tcp(db:3306)/shop', 1],
  ['dsn := "app:PW@unix(/tmp/a.sock)/shop"', 1],
  ['https://api.acme.test/data?q=a&appid=HEX', 1],
  ['https://api.acme.test/data?APPID=HEX&q=a', 1],
] as const)('a line of configuration is found: %s', ([text, count]) => {
  expect(foundIn(text, 'a.conf')).toHaveLength(count);
});

test.for<[path: string, text: string]>([
  ['a.cs', 'new NetworkCredential(user, password)'],
  ['a.cs', 'new NetworkCredential("user", "password")'],
  ['a.cs', 'new NetworkCredential("svc", Environment.GetEnvironmentVariable("SVC_PASSWORD2"))'],
  ['a.java', 'ks.load(in, null); a.load("a", "some-Path/To/File1")'],
  ['a.java', 'char[] hex = "0123456789ABCDEFabcdef".toCharArray();'],
  ['a.ts', 'loader.load("scene", "assets/Model2")'],
  ['a.ts', 'fn.bind(this, "onClick2Handler")'],
  ['a.ts', 'createHmac("sha256", process.env.KEY_2)'],
  ['a.php', "new PDO($dsn, 'root', 'secret')"],
  ['a.sh', 'echo "Done: 12 files" | tee log.txt'],
  ['a.sh', 'echo "$USER:$PASSWORD_2" | chpasswd'],
  ['a.sh', 'ldapsearch -x -D cn=admin -w "$LDAP_PASSWORD" -b dc=acme'],
  ['a.sh', 'keytool -list -storepass changeit'],
  ['a.sh', 'keytool -list -storepass:env STORE_PASS_2'],
  ['a.sh', 'htpasswd -c /etc/nginx/.htpasswd Admin2'],
  ['a.html', '<button data-user on >Continue2!</button>'],
  ['a.txt', 'the user stays on a page > 20 seconds'],
  ['a.txt', 'a community of Engineers2024 and AES encryption'],
  ['a.js', 'wx.config({ appid: "wx0123456789abcdef" })'],
  ['a.md', 'user:password@tcp(127.0.0.1:3306)/name'],
])('nothing is found in %s %s', ([path, text]) => {
  expect(foundIn(text, path)).toEqual([]);
});

test('a password that is longer than any is found by its beginning', () => {
  for (const text of ["sshpass -p 'PW' ssh a", 'new NetworkCredential("svc", "PW")'])
    expect(findSecrets(text.replace('PW', KEY.repeat(20)))).toHaveLength(1);
});
