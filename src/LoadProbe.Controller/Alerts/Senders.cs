using LoadProbe.Definitions;

namespace LoadProbe.Controller;

/// <summary>How each kind of receiver is told.</summary>
internal sealed class Senders(TimeProvider time) : IDisposable
{
    private readonly SecretStore _secrets = new();
    private readonly Posting _posting = new(time);

    public void Dispose() => _posting.Dispose();

    /// <summary>The ends of a receiver: one, or one an address.</summary>
    public IEnumerable<OutletEnd> Ends(Receiver receiver) => receiver switch
    {
        AlertmanagerReceiver manager => manager.Addresses.Select(a => new OutletEnd($"{manager.Name}/{a.Authority}{a.AbsolutePath.TrimEnd('/')}", manager, new AlertmanagerSender(manager, a, _secrets, _posting).SendAsync)),
        WebhookReceiver hook => [new OutletEnd(hook.Name, hook, new WebhookSender(hook, _secrets, _posting).SendAsync)],
        MailReceiver mail => [new OutletEnd(mail.Name, mail, new MailSender(mail, _secrets, time).SendAsync)],
        _ => throw new NotSupportedException($"{receiver.GetType().Name} is not known here"),
    };
}
