namespace LoadProbe.Controller;

/// <summary>Tells one Alertmanager over its API (v2).</summary>
internal sealed class AlertmanagerSender(AlertmanagerReceiver receiver, Uri address, ISecretStore secrets, Posting posting)
{
    // An Alertmanager takes what it is told piece by piece as well as at once.
    private const int AtOnce = 500;

    public async Task<Delivery> SendAsync(Notification notification, AlertRules rules, CancellationToken token)
    {
        var variables = new Variables(secrets);
        if (Secrets.Lack(secrets, receiver.Bearer) is { } lack) return Delivery.Failed(lack);
        (string, string)[] headers = receiver.Bearer is { } bearer ? [("Authorization", $"Bearer {bearer.Resolve(variables)}")] : [];
        var url = new Uri($"{address.AbsoluteUri.TrimEnd('/')}/api/v2/alerts");
        // What is over comes first: of two incidents of one probe the newer has the last word.
        foreach (Alert[] some in notification.Resolved.Concat(notification.Firing).Chunk(AtOnce))
        {
            Delivery delivery = await posting.SendAsync(HttpMethod.Post, url, headers, AlertmanagerJson.Of(some, rules), variables, token).ConfigureAwait(false);
            if (delivery.Fault is not null) return delivery;
        }

        return Delivery.Done;
    }
}
