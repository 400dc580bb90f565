/** The settings of sendmemo-ssl.cfg, in the order of the sample: the original's first, then ours (contract, section 2). */
import type { Setting, ValueForm } from './setting.ts';

const file = 'sendmemo-ssl.cfg';

const onOff = {
  kind: 'choice',
  allowed: ['0', '1'],
  synonyms: { yes: '1', on: '1', true: '1', enabled: '1', no: '0', off: '0', false: '0', disabled: '0' },
} as const satisfies ValueForm;

const protocols = {
  kind: 'choice',
  allowed: ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
  synonyms: {
    'tlsv1.0': 'TLSv1',
    'tls1.0': 'TLSv1',
    tls1: 'TLSv1',
    '1.0': 'TLSv1',
    '1.1': 'TLSv1.1',
    '1.2': 'TLSv1.2',
    '1.3': 'TLSv1.3',
  },
} as const satisfies ValueForm;

export const tlsRows = [
  {
    name: 'EnableTLS',
    file,
    form: {
      kind: 'choice',
      allowed: ['0', '1', '2'],
      synonyms: {
        no: '0',
        off: '0',
        none: '0',
        false: '0',
        yes: '1',
        on: '1',
        true: '1',
        starttls: '1',
        smtps: '2',
        ssl: '2',
        tls: '2',
      },
    },
    default: '0',
    original: true,
    meaning: {
      en: 'encryption: 0 none, 1 STARTTLS, 2 SMTPS (TLS from the first byte)',
      ja: '暗号化: 0 は暗号化なし、1 は STARTTLS、2 は SMTPS (最初のバイトから TLS)',
    },
  },
  {
    name: 'CAFile',
    file,
    form: { kind: 'file', exists: true },
    default: '',
    original: true,
    meaning: {
      en: 'CA certificates (PEM or DER) trusted in addition to the globally known ones',
      ja: '既知の CA に加えて信頼する CA 証明書のファイル (PEM または DER)',
    },
  },
  {
    name: 'CrlFile',
    file,
    form: { kind: 'file', exists: true },
    default: '',
    original: true,
    meaning: {
      en: "revocation lists (PEM or DER); then every issuer in the server's chain must have a current one",
      ja: '証明書失効リスト (PEM または DER)。指定すると、サーバーの証明書チェーンのすべての発行者に有効な CRL が必要',
    },
  },
  {
    name: 'CertFile',
    file,
    form: { kind: 'file', exists: true },
    default: '',
    original: true,
    meaning: {
      en: 'client certificate with its chain (PEM or DER); needs KeyFile',
      ja: 'クライアント証明書とそのチェーン (PEM または DER)。KeyFile も必要',
    },
  },
  {
    name: 'KeyFile',
    file,
    form: { kind: 'file', exists: true },
    default: '',
    original: true,
    meaning: {
      en: 'unencrypted private key of the client certificate; needs CertFile',
      ja: 'クライアント証明書の秘密鍵 (暗号化されていないもの)。CertFile も必要',
    },
  },
  {
    name: 'CertValidationIgnoreHostName',
    file,
    form: onOff,
    default: '0',
    original: true,
    meaning: {
      en: '1: the name in the certificate is not compared; trust, dates and revocation still are',
      ja: '1: 証明書の名前を照合しない (信頼、有効期間、失効は検証する)',
    },
  },
  {
    name: 'IgnoreCertificateErrors',
    file,
    form: onOff,
    default: '0',
    original: true,
    meaning: {
      en: '1: every certificate error is passed over, and a warning names each one',
      ja: '1: 証明書のエラーをすべて無視し、それぞれを警告に示す',
    },
  },
  {
    name: 'Hostname',
    file,
    form: { kind: 'ehlo-name' },
    default: '',
    original: true,
    meaning: {
      en: 'the name given with EHLO; detected where it is not set',
      ja: 'EHLO で名乗るホスト名。指定しない場合は自動検出',
    },
  },
  {
    name: 'CAPath',
    file,
    form: { kind: 'directory', exists: true },
    default: '',
    original: false,
    meaning: {
      en: 'directory of CA certificates with <hash>.0 links',
      ja: '<hash>.0 リンクを持つ CA 証明書のディレクトリー',
    },
  },
  {
    name: 'MinProtocol',
    file,
    form: protocols,
    default: 'TLSv1.2',
    original: false,
    meaning: {
      en: 'oldest TLS version allowed; below TLSv1.2 the old ciphers and digests come along',
      ja: '許可する最も古い TLS のバージョン。TLSv1.2 未満では古い暗号とダイジェストも許可される',
    },
  },
  {
    name: 'MaxProtocol',
    file,
    form: protocols,
    default: 'TLSv1.3',
    original: false,
    meaning: { en: 'newest TLS version allowed', ja: '許可する最も新しい TLS のバージョン' },
  },
  {
    name: 'Ciphers',
    file,
    form: { kind: 'text' },
    default: '',
    original: false,
    meaning: {
      en: 'OpenSSL cipher list for TLS 1.2 and older',
      ja: 'TLS 1.2 以前の暗号リスト (OpenSSL の書式)',
    },
  },
  {
    name: 'CipherSuites',
    file,
    form: { kind: 'text' },
    default: '',
    original: false,
    meaning: {
      en: 'cipher suites of TLS 1.3, separated by colons',
      ja: 'TLS 1.3 の暗号スイート (コロン区切り)',
    },
  },
  {
    name: 'Fingerprint',
    file,
    form: { kind: 'fingerprint' },
    default: '',
    original: false,
    meaning: {
      en: "SHA-256 of the server's certificate: that certificate is accepted without chain and name, and no other",
      ja: 'サーバー証明書の SHA-256。この証明書だけを、チェーンと名前を検証せずに受け入れる',
    },
  },
  {
    name: 'StartTLSPolicy',
    file,
    form: {
      kind: 'choice',
      allowed: ['must', 'may'],
      synonyms: { required: 'must', mandatory: 'must', optional: 'may', opportunistic: 'may' },
    },
    default: 'must',
    original: false,
    meaning: {
      en: 'may: goes on in plain text where STARTTLS is not offered, with a warning',
      ja: 'may: STARTTLS が提供されない場合、警告を出して平文で続行する',
    },
  },
  {
    name: 'StrictKeyPermissions',
    file,
    form: onOff,
    default: '0',
    original: false,
    meaning: {
      en: '1: a KeyFile that group or others can read is an error, not a warning',
      ja: '1: グループや他のユーザーが読める KeyFile を、警告ではなくエラーにする',
    },
  },
  {
    name: 'LegacyRenegotiation',
    file,
    form: onOff,
    default: '0',
    original: false,
    meaning: {
      en: '1: a server without secure renegotiation (RFC 5746) is accepted, with a warning',
      ja: '1: 安全な再ネゴシエーション (RFC 5746) のないサーバーを、警告を出して受け入れる',
    },
  },
] as const satisfies readonly Setting[];

export type TlsSettingName = (typeof tlsRows)[number]['name'];
