import { atEach, PASSWORD, type Login } from './login.ts';

/** Lines of the configuration of servers and devices. */
export const DIRECTIVES: readonly Login[] = [
  [
    PASSWORD,
    'createUser ',
    /createUser[ \t]{1,9}\S{1,60}[ \t]{1,9}(?:MD5|SHA)\S{0,6}[ \t]{1,9}(?:"([^"\n]{8,200})"|([^\s"']{8,200}))(?:[ \t]{1,9}(?:AES|DES)\S{0,6}[ \t]{1,9}(?:"([^"\n]{8,200})"|([^\s"']{8,200})))?/y,
    'password',
  ],
  ['a token of a DNS provider', 'dns ', /dns[ \t]+[a-z]{3,20}[ \t]+([\w-]{20,200})/y, 'key'],
  [PASSWORD, 'auth-pass ', /auth-pass[ \t]+\S{1,60}[ \t]+(\S{8,200})/y, 'password'],
  // Access control lists of Redis.
  ...atEach(
    PASSWORD,
    ['n >', 'l >', '* >', 's >'],
    /(?<=user[ \t]{1,3}[\w.-]{1,60}[ \t]{1,3}o[^\n>]{0,100}).[ \t]>([^\s"']{6,200})/iy,
    'password',
  ),
  // Devices of Cisco: 0 is plain, 7 can be read back; the others are hashes.
  ...atEach(
    PASSWORD,
    ['password 0 ', 'password 7 ', 'secret 0 ', 'key 0 ', 'key 7 '],
    /[a-z]{3,8} [07] {1,3}(\S{6,200})/y,
    'password',
  ),
  // What SNMP calls a community is its password.
  [PASSWORD, 'mmunity ', /(?<=(?:snmp-server |r[ow])co)mmunity[ \t]{1,9}["']?([^\s"']{6,100})/y, 'password'],
  [PASSWORD, 'mmunity6 ', /(?<=r[ow]co)mmunity6[ \t]{1,9}["']?([^\s"']{6,100})/y, 'password'],
];
