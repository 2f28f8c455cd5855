/** A format that its issuer publishes, so that leaked tokens can be found. */
export interface TokenFormat {
  /** With its article, as in "holds what looks like …". */
  readonly kind: string;
  readonly pattern: RegExp;
}

/**
 * Formats that no ordinary text has by chance: a prefix of the issuer's, then a fixed alphabet and length.
 * They are facts from the issuers' documentation (GitHub, GitLab, Slack, Stripe, AWS, Google Cloud, npm, PyPI …),
 * checked against the rules of gitleaks 8 (MIT), which the libraries for Node fall behind: secretlint's preset
 * needs Node 22, is 24 kB of the package, and knows neither assignments nor JSON Web Tokens.
 *
 * Not in the middle of a word, and every repetition bounded or of one class: linear in the text.
 */
export const TOKEN_FORMATS: readonly TokenFormat[] = [
  format('an AWS access key', /(?:AKIA|ASIA|ABIA|ACCA)(?![A-Z0-9]{9}EXAMPLE)[A-Z2-7]{16}(?![A-Za-z0-9])/),
  format('a GitHub token', /gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,}/),
  format('a GitLab token', /gl(?:pat|dt|rt|rtr|oas|cbt|ptt|ft|soat|agent|imt|ffct)-[A-Za-z0-9_=.-]{20,}/),
  format('a Slack token', /xox[abeoprs](?:\.xox[bp])?-[0-9A-Za-z-]{16,}|xapp-\d-[A-Z0-9]{5,}-\d+-[a-z0-9]+/),
  format('a Slack webhook', /hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9+/]{40,}/),
  format('a Stripe key', /(?:[sr]k_(?:live|test|prod)|whsec)_[A-Za-z0-9]{16,}/),
  format('an Anthropic key', /sk-ant-[a-z0-9]{2,12}-[A-Za-z0-9_-]{20,}/),
  format(
    'an OpenAI key',
    /sk-(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{20,}|sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}/,
  ),
  format('an API key', /sk-(?:or-v1-)?(?=[A-Za-z]*\d)[A-Za-z0-9]{32,}(?![\w-])/),
  format('a Google API key', /AIza[\w-]{35}(?![\w-])|GOCSPX-[\w-]{28}|ya29\.[\w-]{30,}/),
  format('an npm token', /npm_[A-Za-z0-9]{36}(?!\w)/),
  format('a PyPI token', /pypi-AgEI[\w-]{50,}/),
  format('a Hugging Face token', /(?:hf|api_org)_[A-Za-z]{34}(?!\w)/),
  format('a Groq key', /gsk_[A-Za-z0-9]{48,}/),
  format('an xAI key', /xai-[A-Za-z0-9]{70,}/),
  format('a Perplexity key', /pplx-[A-Za-z0-9]{40,}/),
  format('a Replicate token', /r8_[A-Za-z0-9]{37}(?!\w)/),
  format('a SendGrid key', /SG\.[\w-]{22}\.[\w-]{43}/),
  format('a Telegram bot token', /\d{8,10}:AA[\w-]{33}(?![\w-])/),
  format('a Discord bot token', /[MNO][A-Za-z\d_-]{23,25}\.[\w-]{6}\.[\w-]{27,38}(?![\w-])/),
  format('a DigitalOcean token', /do[opr]_v1_[a-f0-9]{64}/),
  format('a Databricks token', /dapi[a-f0-9]{32}/),
  format('a Shopify token', /shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}/),
  format('a Docker token', /dckr_(?:pat|oat)_[\w-]{27,}/),
  format('a Vault token', /hv[sb]\.[\w-]{24,}/),
  format('an Atlassian token', /AT(?:ATT|CTT|BBT)3[\w=-]{60,}/),
  format(
    'a token of a hosted service',
    /(?:glsa|sntry[su]|pscale_(?:tkn|pw|oauth)|lin_api|figd|sbp|ntn|PMAK|NRAK|rubygems|dp\.(?:pt|st)|tskey-(?:auth|api))[_.-][\w-]{27,}/,
  ),
  format('an Azure storage key', /(?:AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{43,86}=/),
  format('an age key', /AGE-SECRET-KEY-1[A-Z0-9]{58}/),
  // "-----BEGIN " and the kinds of private keys, in base64: what a kubeconfig holds.
  format('a private key', /LS0tLS1CRUdJTi(?:BSU0Eg|BFQyBQ|BQUklW|BPUEVO|BEU0Eg|BFTkNS)[A-Za-z0-9+/]{40,}/),
  format('a JSON Web Token', /eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}/),
];

/** What AWS prints in its manuals. In a manual it is none; anywhere else it stands where a key is kept. */
export const AWS_EXAMPLE = format('an AWS access key', /(?:AKIA|ASIA)[A-Z0-9]{9}EXAMPLE(?![A-Za-z0-9])/);

function format(kind: string, pattern: RegExp): TokenFormat {
  return { kind, pattern: new RegExp(`(?<![A-Za-z0-9_+])(?:${pattern.source})`, 'g') };
}
