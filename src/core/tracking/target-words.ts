/**
 * Words by which a link is known that must stay as it is. Names of parameters and steps of paths are made by programmers, mostly in
 * English; the words of leaving a list are written for people, in every language that we speak and in some more.
 */

/** Parameters that hold a key, a signature or a ticket. */
export const KEYS =
  /(?:^|[._\-[])(?:sig|signed|signature|hmac|mac|hash|digest|checksum|token|t0ken|jwt|jws|auth|authkey|authuser_token|access|access_key|accesskeyid|awsaccesskeyid|apikey|api_key|key|keypairid|pairid|credential|credentials|secret|password|passwd|passcode|pwd|pass|pin|otp|totp|code|ticket|nonce|state|session|sessionid|sid|jsessionid|phpsessid|magic|invite|invitation|invitecode|confirm|confirmation|verify|verification|activation|activate|reset|recovery|once|onetime|policy|expires|expiry|expiration|se|sv|sr|st|spr|samlrequest|samlresponse|assertion|relaystate|guest_?pass|share_?key|resourcekey|tk|uid_hash|sso)(?:$|[\]._-])|token$|_?sig(?:nature)?$|secret$|passw(?:or)?d$|(?:api|access|auth|private|share|secret)_?key$|^x-(?:amz|goog|ms)-/i;

/** Steps of a path behind which a way goes once. */
export const STEPS =
  /^(?:reset|set|forgot|change|new)?[-_]?passw(?:or)?(?:d|t)s?(?:[-_]?(?:reset|forgot|change))?$|^(?:verify|verification|confirm|confirmation|activate|activation|validate)(?:[-_]?(?:e?-?mail|account|address|user|code|link))?$|^(?:magic|one[-_]?time|login|sign[-_]?in|auth)[-_]?(?:link|token|code)$|^(?:accept[-_]?)?(?:invite|invites|invitation|invitations)$|^(?:join|accept)[-_](?:invite|invitation|team|workspace)$|^(?:oauth2?|saml2?|sso|callback)$|^(?:e-?sign|signing|signature)s?$/i;

/** The end of a subscription, or the settings of one. */
export const LEAVING =
  /unsub|un-sub|opt[\s_-]?out|list[\s_-]?remove|remove[\s_-]?me|(?:e?-?mail|notification|communication|subscription|contact)s?[\s_-]?(?:preference|setting|einstellung(?:en)?|pr[eé]f[eé]rence|preferen[zc]e|preferencia|impostazion[ei])s?|manage[\s_-]?(?:subscription|preference|notification|e?-?mail)s?|abmeld|abbestell|austrag|abonnement[\s_-]?verwalten|newsletter[\s_-]?(?:abbest|kündig|kuendig)|d[ée]s[\s-]?(?:abonn|inscri)|se[\s_-]d[ée]s|disiscri|disdici|cancella(?:re|ti|zione|mi|)?[\s_-]?(?:l[’'a]?[\s_-]?)?(?:iscrizion|dalla|sottoscriz)|annulla(?:re)?[\s_-]?(?:l[’'a]?[\s_-]?)?iscrizion|dar(?:se|me)?[\s_-]?de[\s_-]?baja|cancelar[\s_-]?(?:la[\s_-]?|a[\s_-]?)?(?:suscripci|subscri|inscri)|anular[\s_-]?(?:la[\s_-]?)?suscripci|desuscri|afmeld|uitschrij|avmeld|avregistrer|afmeld|avprenumerer|wypisz|odhl[áa]sit|отписат|退订|配信停止|수신거부/i;

/** Parameters of campaigns and statistics: as long and as strange as they like, nothing depends on them. */
export const CARELESS_PARAMETERS =
  /^(?:utm_\w+|gclid|gclsrc|gbraid|wbraid|dclid|fbclid|msclkid|twclid|li_fat_id|ttclid|yclid|igshid|igsh|mc_cid|_ga|_gl|_hsenc|_hsmi|hsa_\w+|hsctatracking|vero_id|mkt_tok|trk|trkid|trackingid|srsltid|ref|referrer|source|si)$/i;
