/**
 * Files that hold secrets by what they are called: where tools keep their credentials, by the tools' own
 * documentation. Each pattern is matched against the lower-cased end of a path with forward slashes.
 */
const NAMES: readonly (readonly [kind: string, pattern: RegExp])[] = [
  [
    'environment variables',
    /\.env(?:rc)?~?$|\/\.env[.\-_][^/]*$|\/\.(?:dev\.vars|flaskenv)$|(?:\/env|\.env)\.(?:prod(?:uction)?|local|dev(?:elopment)?|stag(?:ing|e)|test|live|private)$/,
  ],
  [
    'an SSH key',
    /\/id_(?:rsa|dsa|ecdsa|ed25519|xmss)[^/.]*(?:\.(?:bak|old|key|pem))?$|\/(?:ssh_host_\w+_key|[\w-]+_(?:rsa|dsa|ecdsa|ed25519))$|\/\.ssh\/(?!(?:.*\.pub|known_hosts|config)$).*$/,
  ],
  ['GnuPG keys', /\/\.gnupg\/|\/secring\.(?:gpg|pgp|skr)$/],
  // The content tells certificates from keys; these say that they are keys.
  [
    'a private key',
    /\/(?:priv|key|private|(?!(?:[\w.-]*[._-])?pub(?:lic)?[._-]?key)[\w.-]*(?:[._-]|priv(?:ate)?)key)\.pem$|\/\.(?:oci|chef)\/[^/]*\.pem$/,
  ],
  [
    'a store of keys',
    /\.(?:p12|pfx|p8|jks|keystore|kdbx?|ppk|keychain(?:-db)?|keytab|agekey|ovpn)$|\/(?:master|private|server|client|tls|ssl|ca|host|signing|[\w.-]*[._-](?:private|priv))\.key$|\/credentials\/[^/]*\.key$|\/age\/(?:keys?|identity)\.txt$|\/age[._-]?keys?\.txt$|\/wallet\.dat$|\/keystore\/utc--|\/wireguard\/[^/]*\.conf$|\/wg(?!et)[\w-]*\.conf$|\/key[34]\.db$/,
  ],
  [
    'a store of passwords',
    /\/\.password-store\/|\/\.(?:pgpass|my\.cnf|mylogin\.cnf|htpasswd|htdigest|vault-token|passwd-s3fs)$|\/pgpass\.conf$|\/[._]?vault[_-]?pass(?:word)?(?:[_-]file)?(?:\.txt)?$|\/(?:bitwarden|1password|lastpass|keepass|chrome passwords|passwords)[^/]*\.(?:csv|json|xml|1pux)$|\/logins\.json$|\/login data$|^\/etc\/(?:g?shadow)-?$/,
  ],
  [
    'credentials of Git or GitHub',
    /\/\.git-credentials$|\/git\/credentials$|\/gh\/hosts\.yml$|\/\.config\/hub$/,
  ],
  [
    'credentials of a package registry',
    /\/\.(?:npmrc|pypirc)$|\/\.(?:gem|cargo)\/credentials(?:\.toml)?$|\/\.m2\/settings\.xml$/,
  ],
  [
    'credentials for hosts',
    /\/[._](?:netrc|authinfo)$|\/\.(?:boto|s3cfg|dockercfg|dockerconfigjson|ftpconfig|sentryclirc|databrickscfg)$|\/\.?rclone\.conf$|\/\.docker\/config\.json$|\/s?ftp(?:-config|-sync)?\.json$|\/(?:sitemanager|recentservers)\.xml$|\/\.cloudflared\/[^/]*\.(?:json|pem)$|\/\.kaggle\/kaggle\.json$|\/huggingface\/token$|\/\.snowsql\/config$|\/\.(?:ftppass|ftp-deploy-sync)$|\/\.dbeaver\/credentials-config\.json$/,
  ],
  [
    'cloud credentials',
    /\/\.aws\/(?:credentials|sso\/|cli\/cache\/)|\/\.azure\/(?:accesstokens|msal_token|service_principal)[^/]*$|\/gcloud\/.*(?:credentials|tokens?)[^/]*$|\/\.oci\/config$|\/(?:[\w.-]*_)?(?:rootkey|accesskeys)\.csv$|\/doctl\/config\.ya?ml$|\/\.fly\/config\.yml$|\/configstore\/firebase-tools\.json$|\/\.pulumi\/credentials\.json$/,
  ],
  [
    'credentials of a cluster',
    /\/\.kube\/(?:config[^/]*|[^/]*\.ya?ml)$|\/kube_?config(?:[-_.][\w-]*)?\.(?:ya?ml|conf)$|\/kubeconfig(?:[-_][\w-]*)?$|[._-]kubeconfig(?:\.ya?ml)?$|\/kubernetes\/(?:(?:super-)?admin|kubelet|controller-manager|scheduler)\.conf$/,
  ],
  [
    'Terraform state, variables or credentials',
    /\.tfstate(?:\.[^/]*)?$|\.tfvars(?:\.json)?$|\/\.terraformrc$|\/terraform\.rc$|\/credentials\.tfrc\.json$/,
  ],
  [
    'keys of a service account or client',
    /\/(?:client[-_]secret|service[-_]?account|[^/]*-firebase-adminsdk-)[^/]*\.json$|\/(?:[\w.-]*[._-])?(?:gcp|gcloud|gke|google|firebase|bigquery|sa)[\w.-]*[._-](?:keys?|keyfile|creds|credentials?)\.json$|\/application_default_credentials\.json$/,
  ],
  [
    'credentials',
    /\/\.?(?:credentials|secrets)(?:\.(?:json|ya?ml|toml|ini|properties|env|txt|xml))?$|(?<!\/(?:templates|charts?|helm))\/secret\.(?:json|ya?ml|toml|ini|properties|env|txt)$|\/secrets[._-](?:prod(?:uction)?|stag(?:e|ing)|dev(?:elopment)?|live|local)\.(?:json|ya?ml|toml|ini|properties|env)$|[._-](?:credentials)\.csv$|\/credentials\.csv$|\.secrets?\.(?:json|ya?ml|toml|ini)$|\/local\.settings\.json$|\/settings-security\.xml$|\/hudson\.util\.secret$|\/\.circleci\/cli\.yml$|^\/(?:var\/)?run\/secrets\//,
  ],
  [
    'a secret',
    /\/\.?(?:token|(?:api|secret)[-_]?keys?|passwords?)\.txt$|\/\.(?:secret|token|passw(?:or)?d)$/,
  ],
  [
    "an agent's credentials",
    /\/\.codex\/auth\.json$|\/\.gemini\/oauth_creds\.json$|\/opencode\/auth\.json$|\/\.claude\/\.credentials\.json$|\/\.claude\.json$|\/runapi\/config\.json$/,
  ],
  ['a history of commands', /\/\.(?:\w+_)?history$/],
];

/** Composer and Podman keep tokens in `auth.json`; files of translations, of pages and of tests have that name too. */
const TOKENS_OF_HOSTS = /\/auth\.json$/;
const NO_TOKENS_OF_HOSTS =
  /\/(?:locales?|i18n|l10n|langs?|languages?|translations?|messages)\/(?:[^/]{1,40}\/)?auth\.json$|\/(?:schemas?|public|static|assets|docs?|tests?|__tests__|__mocks__|fixtures?|mocks?|examples?|(?:ar|cs|da|de|el|en|es|fi|fr|he|hi|hu|id|it|ja|ko|nb|nl|no|pl|pt|ro|ru|sv|th|tr|uk|vi|zh)(?:[-_][a-z]{2,4})?)\/auth\.json$/;

/** Files of a secret's name that are made to be shared. */
const SHARED =
  /[.\-_](?:example|sample|template|tmpl|tpl|dist|defaults?|schema|pub)$|\/(?:example|sample|template)\.env$/;

/** What editors, file managers and people make of a name when they copy a file. */
const COPIES: readonly (readonly [copy: RegExp, name: string])[] = [
  [/\/\.?#([^/]+?)#?$/, '/$1'],
  [/\/\.?([^/]+)\.sw[a-p]$/, '/$1'],
  [/(?:~|(?<=[^/])[._-](?:bak|backup|old|orig|save|copy|tmp)\d{0,3})$/, ''],
  [/(?: - copy| copy| \(copy\))?(?: \d{1,3}| \(\d{1,3}\))?$/, ''],
  [/\/copy of ([^/]+)$/, '/$1'],
];

/** The kind of secret that a file of this absolute path holds by its name; undefined for an ordinary one. */
export function secretByName(absolute: string): string | undefined {
  // Zero-width characters are dropped by some file systems, so that ".e\u200bnv" opens ".env", and blanks at the end by others.
  const plain = absolute
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replaceAll('\\', '/')
    .toLowerCase()
    .trimEnd();
  const paths = [...new Set([plain, ...COPIES.map(([copy, name]) => plain.replace(copy, name))])];
  if (paths.some((path) => SHARED.test(path))) return undefined;
  for (const path of paths) {
    const kind = NAMES.find(([, pattern]) => pattern.test(path))?.[0];
    if (kind !== undefined) return kind;
    if (TOKENS_OF_HOSTS.test(path) && !NO_TOKENS_OF_HOSTS.test(path)) return 'credentials for hosts';
  }
  return undefined;
}
