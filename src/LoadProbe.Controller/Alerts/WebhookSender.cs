using System.Text;

namespace LoadProbe.Controller;

/// <summary>Tells an HTTP server.</summary>
internal sealed class WebhookSender(WebhookReceiver receiver, ISecretStore secrets, Posting posting)
{
    public Task<Delivery> SendAsync(Notification notification, AlertRules rules, CancellationToken token)
    {
        var variables = new Variables(secrets);
        if (Secrets.Lack(secrets, [receiver.Url, receiver.Body, .. receiver.Headers.Select(h => h.Value)]) is { } lack) return Task.FromResult(Delivery.Failed(lack));
        NotificationText.Fill(variables, notification, rules);
        string url = receiver.Url.Resolve(variables);
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https")) return Task.FromResult(Delivery.Failed($"{receiver.Url.Source} is no http or https URL"));
        byte[] json = receiver.Body is { } body ? Encoding.UTF8.GetBytes(body.Resolve(variables)) : WebhookJson.Of(notification, rules);
        return posting.SendAsync(new HttpMethod(receiver.Method), address, receiver.Headers.Select(h => (h.Name, h.Value.Resolve(variables))), json, variables, token);
    }
}
