namespace LoadProbe.Controller;

/// <summary>Tells a receiver once. Whatever goes wrong there is an answer.</summary>
internal delegate Task<Delivery> Send(Notification notification, AlertRules rules, CancellationToken token);
