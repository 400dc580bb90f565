/*
 * Loaded into the command before it starts: the system's name service with the names of a test,
 * so that no test needs a line in /etc/hosts or a name server. A name that the test did not give
 * does not exist; names are looked up nowhere else. And at the end, how much memory it took.
 */
const dns = require('node:dns');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');

const hosts = JSON.parse(process.env.E2E_HOSTS ?? '{}');
const hostName = process.env.E2E_HOST_NAME;

function failure(code, name) {
  return Object.assign(new Error(`getaddrinfo ${code} ${name}`), {
    code,
    syscall: 'getaddrinfo',
    hostname: name,
    errno: code === 'ENOTFOUND' ? -3008 : -3001,
  });
}

function find(name, options) {
  const family =
    typeof options === 'number' ? options : Number(String(options.family ?? 0).replace('IPv', ''));
  const literal = net.isIP(name);
  const known = literal === 0 ? hosts[name.toLowerCase().replace(/\.$/, '')] : [name];
  if (typeof known === 'string') throw failure(known, name);
  const found = (known ?? (name === 'localhost' ? ['127.0.0.1'] : []))
    .map((address) => ({ address, family: net.isIP(address) }))
    .filter((one) => family === 0 || one.family === family);
  if (found.length === 0) throw failure('ENOTFOUND', name);
  return found;
}

function lookup(name, ...rest) {
  const callback = rest.pop();
  const options = rest[0] ?? {};
  setImmediate(() => {
    let found;
    try {
      found = find(name, options);
    } catch (error) {
      callback(error);
      return;
    }
    if (options.all === true) callback(null, found);
    else callback(null, found[0].address, found[0].family);
  });
}

async function lookupLater(name, options = {}) {
  const found = find(name, options);
  return options.all === true ? found : found[0];
}

dns.lookup = lookup;
dns.promises.lookup = lookupLater;
for (const home of [dns, dns.promises]) {
  for (const name of ['resolve', 'resolve4', 'resolve6', 'resolveAny', 'resolveMx']) {
    home[name] = () => {
      throw new Error(`dns.${name}: the system's lookup was to be used`);
    };
  }
}
if (hostName !== undefined) os.hostname = () => hostName;
if (process.env.E2E_PEAK_FILE !== undefined) {
  process.on('exit', () =>
    fs.writeFileSync(process.env.E2E_PEAK_FILE, String(process.resourceUsage().maxRSS)),
  );
}
