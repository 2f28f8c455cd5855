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
  ['GnuPG keys', /\/\.gnupg\//],
  [
    'a store of keys',
    /\.(?:p12|pfx|p8|jks|keystore|kdbx?|ppk|keychain(?:-db)?|keytab|agekey|ovpn)$|\/(?:master|private|server|client|tls|ssl|ca|host|signing|[\w.-]*[._-](?:private|priv))\.key$|\/credentials\/[^/]*\.key$|\/age\/keys\.txt$|\/wallet\.dat$|\/keystore\/utc--|\/wireguard\/[^/]*\.conf$/,
  ],
  [
    'a store of passwords',
    /\/\.password-store\/|\/\.(?:pgpass|my\.cnf|mylogin\.cnf|htpasswd|htdigest|vault-token|passwd-s3fs)$|\/pgpass\.conf$|\/[._]?vault[_-]?pass(?:word)?(?:[_-]file)?(?:\.txt)?$|\/(?:bitwarden|1password|lastpass|keepass|chrome passwords|passwords)[^/]*\.(?:csv|json|xml|1pux)$|^\/etc\/(?:g?shadow)-?$/,
  ],
  ['credentials of Git or GitHub', /\/\.git-credentials$|\/git\/credentials$|\/gh\/hosts\.yml$/],
  [
    'credentials of a package registry',
    /\/\.(?:npmrc|pypirc)$|\/\.(?:gem|cargo)\/credentials(?:\.toml)?$|\/\.composer\/auth\.json$/,
  ],
  [
    'credentials for hosts',
    /\/[._](?:netrc|authinfo)$|\/\.(?:boto|s3cfg|dockercfg|dockerconfigjson|ftpconfig|sentryclirc|databrickscfg)$|\/rclone\.conf$|\/\.docker\/config\.json$|\/s?ftp(?:-config|-sync)?\.json$|\/(?:sitemanager|recentservers)\.xml$|\/\.cloudflared\/[^/]*\.(?:json|pem)$|\/\.kaggle\/kaggle\.json$|\/huggingface\/token$|\/\.snowsql\/config$/,
  ],
  [
    'cloud credentials',
    /\/\.aws\/(?:credentials|sso\/|cli\/cache\/)|\/\.azure\/(?:accesstokens|msal_token|service_principal)[^/]*$|\/gcloud\/.*(?:credentials|tokens?)[^/]*$|\/\.oci\/config$/,
  ],
  ['credentials of a cluster', /\/\.kube\/config$|\/kubeconfig(?:\.ya?ml)?$|\.kubeconfig$/],
  [
    'Terraform state, variables or credentials',
    /\.tfstate(?:\.[^/]*)?$|\.tfvars(?:\.json)?$|\/\.terraformrc$|\/terraform\.rc$|\/credentials\.tfrc\.json$/,
  ],
  [
    'keys of a service account or client',
    /\/(?:client[-_]secret|service[-_]?account|[^/]*-firebase-adminsdk-)[^/]*\.json$|\/application_default_credentials\.json$/,
  ],
  [
    'credentials',
    /\/\.?(?:credentials|secrets)(?:\.(?:json|ya?ml|toml|ini|properties|env|txt))?$|\.secrets?\.(?:json|ya?ml|toml|ini)$|\/local\.settings\.json$|\/settings-security\.xml$|^\/(?:var\/)?run\/secrets\//,
  ],
  ['a secret', /\/\.?(?:token|api[-_]?key|passwords?)\.txt$|\/\.(?:secret|token|passw(?:or)?d)$/],
  [
    "an agent's credentials",
    /\/\.codex\/auth\.json$|\/\.gemini\/oauth_creds\.json$|\/opencode\/auth\.json$|\/\.claude\/\.credentials\.json$|\/\.claude\.json$|\/runapi\/config\.json$/,
  ],
  ['a history of commands', /\/\.(?:\w+_)?history$/],
];

/** Files of a secret's name that are made to be shared. */
const SHARED =
  /[.\-_](?:example|sample|template|tmpl|tpl|dist|defaults?|schema|pub)$|\/(?:example|sample|template)\.env$/;

/** The kind of secret that a file of this absolute path holds by its name; undefined for an ordinary one. */
export function secretByName(absolute: string): string | undefined {
  // Zero-width characters are dropped by some file systems, so that ".e\u200bnv" opens ".env".
  const plain = absolute
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replaceAll('\\', '/')
    .toLowerCase();
  if (SHARED.test(plain)) return undefined;
  return NAMES.find(([, pattern]) => pattern.test(plain))?.[0];
}
