/** What leads from a name to its value. Every repetition is bounded: a text of names alone takes linear time. */

/** A quotation mark, also as it is written inside of a string. */
const QUOTE = String.raw`(?:\\{0,3}["'\x60]|&quot;)`;
const GAP = String.raw`\s{0,40}`;
/** `: string`, `: Optional[str]`, ` String`, `[]byte`, `[32]`, `: &'static str`, ` nvarchar(50)`. */
const TYPE = String.raw`(?:\s?\{ ?get;[^}\n]{0,30}\}\s?(?==)|[?!]?[^\S\n]?(?:\[\d{0,6}\]|:?\s{0,3}(?:\[\])?(?:As\s)?[&*]?(?:'static\s)?[A-Za-z][A-Za-z_.]{0,30}(?:8|16|32|64)?(?:[<[(][\w.,' |?\]]{0,30}[>\])]{1,2})?[?!]?(?:\s\|\s\w{1,20}){0,2})\s{0,5}(?=:?=[^=]))`;
const OPERATOR = String.raw`(?:=>|:=|\?\?=?|\|\|=?|\?:|\?=|\+=|={1,3}|!={1,2}|<-|->|:-|::|:)`;
/** Whatever is between the operator and the value: another place to look first, a call, a bracket, a YAML sign. */
const WRAPPING = String.raw`(?:<%=?\s)?(?:[\w.$[\]'"?()!-]{1,60}\s{0,5}(?:\|\||\?\?|\?:|\bor\b)\s{0,5})?(?:(?:new\s|\[\])?[A-Za-z_][\w.:]{0,40}\(\s{0,20}|[[({]\s{0,20}|-\s{1,4}|[|>][-+]?\s{0,3}\n\s{0,40}){0,2}`;
const END_OF_NAME = String.raw`${QUOTE}?[\])]{0,2}`;

const LINKS = [
  // <add key="password" value="v"/>, name: PASSWORD and value: v below it, variable "password" { default = "v" }
  String.raw`(?<pair>${QUOTE}?\s{0,3}[,{]?\s{0,80}(?:(?:type|description|sensitive)\b[^\n]{0,100}\n\s{0,40}){0,3}${QUOTE}?(?:[Vv]alue|VALUE|default|content|val)${QUOTE}?\s{0,5}(?:=>|[:=])\s{0,10})`,
  // set('password', 'v'), getenv("PASSWORD") ?: "v"
  String.raw`(?<next>\s{0,5},\s{0,5}<<(?=")|${QUOTE}\s{0,5},\s{0,40}(?:default\s?=\s?)?(?=N?${QUOTE}))`,
  String.raw`(?<assigned>${END_OF_NAME}${TYPE}?${GAP}${OPERATOR}${GAP}${WRAPPING})`,
  // .password("v"), password{"v"}
  String.raw`(?<call>\s?[({]\s{0,10}(?=${QUOTE}))`,
  // <string name="password">v</string>, <key>password</key><string>v</string>
  String.raw`(?<element>(?:${QUOTE}[^<>\n]{0,80})?>\s{0,40}(?:</key>\s{0,40}<string>\s{0,10})?(?:<!\[CDATA\[)?|</key>\s{0,40}<string>\s{0,10})`,
  String.raw`(?<blank>${QUOTE}?[^\S\n]{1,8}(?:(?:of|for|in|on)\s[^\n]{1,60}?\s(?=(?:is|was)\b))?(?:(?:is|was|by|to|with)[: ]\s{0,3})?)`,
];

/** Sticky: where a name ends. One group says how the value is joined. */
export const LINK = new RegExp(LINKS.join('|'), 'y');

/** Where a blank alone leads from a name to its value. */
export const DIRECTIVE =
  /(?:^|[\s"'`(;&|+-])(?:ENV|ARG|#\s{0,5}define|setenv|setx|set(?:\s-\w{1,3}){0,3}|export|-e|--env|--build-arg|--from-literal|login\s\S{1,80}|machine\s.{1,80}|requirepass|masterauth|user\s.{1,80}|alter\s.{1,80}|create\s.{1,80}|grant\s.{1,80}|const\s\w{1,20}|the|is|bearer|basic)[\s"'`]+[\w.$-]{0,60}$|-{1,2}[\w-]{0,40}$|identified by$|(?:bearer|basic|authorization|requirepass|masterauth|password|passwd|pwd|psk)$/i;
