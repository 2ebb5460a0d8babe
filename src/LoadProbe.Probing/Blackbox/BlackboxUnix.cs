using System.Net.Sockets;

namespace LoadProbe.Probing;

/// <summary>The prober unix: connects to a socket in the file system, with TLS if the module says so, and has the module's conversation.</summary>
internal static class BlackboxUnix
{
    public static Task<bool> RunAsync(BlackboxCall call, CancellationToken token)
    {
        BlackboxUnixProbe unix = call.Module.Unix;
        BlackboxConversation.Begin(call.Figures);
        // An agent whose owner says where it may connect to has no word for sockets of its own machine.
        if (call.Egress is not null) return Task.FromResult(call.Fail($"{Outcome.EgressRefused.Word()}: {call.Target} is a socket of this machine, which no limits file allows"));
        UnixDomainSocketEndPoint to;
        try
        {
            to = new UnixDomainSocketEndPoint(call.Target);
        }
        catch (ArgumentOutOfRangeException)
        {
            return Task.FromResult(call.Fail($"Error dialing unix: the path \"{call.Target}\" is too long"));
        }

        return new BlackboxConversation(call, unix.QueryResponse, unix.Tls, unix.Tls.ServerName ?? call.Target).RunAsync(to, null, unix.UsesTls, token);
    }
}
