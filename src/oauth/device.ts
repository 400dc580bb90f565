/** A login by hand: a person confirms a code in a browser, and a refresh token comes back (RFC 8628). */
import * as oauth from 'oauth4webapi';
import type { OAuthSettings } from '../config/settings.ts';
import { asFailure, SendmemoError } from '../failure/error.ts';
import { answer, asGranted, clientAuth, clientOf, findEndpoints, optionsOf, type Granted } from './grants.ts';
import type { HttpsDeps } from './https.ts';

export interface DeviceDeps extends HttpsDeps {
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

export interface DeviceCode {
  /** URL to open in a browser. */
  readonly url: string;
  readonly userCode: string;
  readonly expiresInSeconds: number;
}

/** RFC 8628, 3.2: seconds between two requests where the server does not say. */
const defaultInterval = 5;
/** RFC 8628, 3.5: after each `slow_down`. */
const slowerBy = 5;

/**
 * @param show what the person has to do
 * @throws SendmemoError OAUTH: oauth-refused with `access_denied`, `expired_token` and others
 */
export async function loginByDevice(
  settings: OAuthSettings,
  show: (code: DeviceCode) => Promise<void>,
  deps: DeviceDeps,
  signal: AbortSignal,
): Promise<Granted> {
  const endpoints = await findEndpoints(settings, deps, signal);
  const { server, token } = endpoints;
  const place = server.device_authorization_endpoint;
  if (place === undefined) {
    const detail = 'it offers no device_authorization_endpoint';
    throw new SendmemoError({ code: 'OAUTH', reason: 'oauth-response', endpoint: token, detail });
  }
  const { grant, scope } = settings;
  const client = clientOf(settings);
  const asClient = await clientAuth(
    grant.kind === 'service-account' ? { kind: 'public' } : grant.client,
    settings,
    endpoints,
  );
  const options = optionsOf(deps, signal);
  const code = await answer(settings, 'device-code', place, async () =>
    oauth.processDeviceAuthorizationResponse(
      server,
      client,
      await oauth.deviceAuthorizationRequest(
        server,
        client,
        asClient,
        scope === null ? {} : { scope },
        options,
      ),
    ),
  );
  await show({
    url: code.verification_uri,
    userCode: code.user_code,
    expiresInSeconds: code.expires_in,
  });
  const untilMs = deps.now() + code.expires_in * 1000;
  let seconds = code.interval ?? defaultInterval;
  for (;;) {
    await deps.sleep(seconds * 1000, signal);
    try {
      return await asGranted(settings, 'device-code', endpoints, () =>
        oauth.deviceCodeGrantRequest(server, client, asClient, code.device_code, options),
      );
    } catch (error) {
      const failure = asFailure(error);
      // A request that was lost on the way is no answer (RFC 8628, 3.5).
      const isLost = failure.reason === 'oauth-unreachable';
      const said = failure.reason === 'oauth-refused' ? failure.error : null;
      if (isLost && deps.now() > untilMs) throw error;
      if (!isLost && said !== 'authorization_pending' && said !== 'slow_down') throw error;
      if (said !== 'authorization_pending') seconds += slowerBy;
    }
  }
}
