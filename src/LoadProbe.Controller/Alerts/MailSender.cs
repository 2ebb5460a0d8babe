using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace LoadProbe.Controller;

/// <summary>Sends mail by an SMTP server, each time over a connection of its own.</summary>
internal sealed class MailSender(MailReceiver receiver, ISecretStore secrets, TimeProvider time)
{
    /// <summary>How long the server may take for all of it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly IReadOnlyDictionary<MailTls, SecureSocketOptions> Ways = new Dictionary<MailTls, SecureSocketOptions>
    {
        [MailTls.StartTls] = SecureSocketOptions.StartTls, [MailTls.Tls] = SecureSocketOptions.SslOnConnect, [MailTls.None] = SecureSocketOptions.None,
    };

    public async Task<Delivery> SendAsync(Notification notification, AlertRules rules, CancellationToken stop)
    {
        var variables = new Variables(secrets);
        if (Secrets.Lack(secrets, receiver.User, receiver.Password, receiver.Subject, receiver.Text) is { } lack) return Delivery.Failed(lack);
        NotificationText.Fill(variables, notification, rules);
        using MimeMessage message = Message(notification, variables);
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        try
        {
            // As with all that is connected to: a server of revocations that is away must not keep anybody from being woken.
            using var client = new SmtpClient { CheckCertificateRevocation = false };
            await client.ConnectAsync(receiver.Host.Trim('[', ']'), receiver.Port, Ways[receiver.Tls], either.Token).ConfigureAwait(false);
            if (receiver is { User: { } user, Password: { } password }) await client.AuthenticateAsync(user.Resolve(variables), password.Resolve(variables), either.Token).ConfigureAwait(false);
            await client.SendAsync(message, either.Token).ConfigureAwait(false);
            return Delivery.Done;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return Delivery.Failed($"did not take it within {Durations.Text(Patience)}");
        }
        catch (SmtpCommandException e) when (e.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted && (int)e.StatusCode >= 500)
        {
            return Delivery.Refused($"answered {(int)e.StatusCode}: {variables.Redact(e.Message)}");
        }
        catch (Exception e) when (e is SmtpCommandException or SmtpProtocolException or ServiceNotAuthenticatedException or AuthenticationException or SslHandshakeException or SaslException or SocketException or IOException or NotSupportedException)
        {
            return Delivery.Failed($"does not take it: {variables.Redact(e.Message.ReplaceLineEndings(" "))}");
        }
    }

    private MimeMessage Message(Notification notification, Variables variables)
    {
        var message = new MimeMessage
        {
            Subject = OneLine.Of(receiver.Subject.Resolve(variables)),
            Body = new TextPart("plain") { Text = receiver.Text.Resolve(variables) },
            // A reader who gets one twice can tell.
            MessageId = $"{notification.Id}@{receiver.From[(receiver.From.IndexOf('@', StringComparison.Ordinal) + 1)..]}",
            Date = time.GetUtcNow(),
        };
        message.From.Add(new MailboxAddress("", receiver.From));
        message.To.AddRange(receiver.To.Select(to => new MailboxAddress("", to)));
        // So that nobody who is on holiday answers to a machine.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }
}
