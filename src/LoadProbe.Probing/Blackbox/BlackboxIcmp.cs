using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace LoadProbe.Probing;

/// <summary>The prober icmp: one echo request, and the reply that is the same byte for byte.</summary>
internal static class BlackboxIcmp
{
    private static readonly byte[] Payload = "Prometheus Blackbox Exporter"u8.ToArray();

    public static async Task<bool> RunAsync(BlackboxCall call, CancellationToken token)
    {
        BlackboxIcmpProbe icmp = call.Module.Icmp;
        foreach (string phase in (string[])["resolve", "setup", "rtt"]) Tell(call, phase, TimeSpan.Zero);
        if (await BlackboxLookup.FindAsync(call, call.Target, port: 0, icmp.Ip, token).ConfigureAwait(false) is not { } found) return false;
        Tell(call, "resolve", found.Took);

        long begun = call.Time.GetTimestamp();
        using Socket? socket = Open(call, icmp, found.Address);
        if (socket is null) return false;
        byte[] packet = new byte[Echo.HeaderSize + (icmp.PayloadSize > 0 ? icmp.PayloadSize : Payload.Length)];
        (ushort id, ushort sequence) = ((ushort)RandomNumberGenerator.GetInt32(0x10000), (ushort)RandomNumberGenerator.GetInt32(0x10000));
        Echo.Write(packet, found.Address.AddressFamily, id, sequence, Payload);
        Tell(call, "setup", call.Time.GetElapsedTime(begun));

        long sent = call.Time.GetTimestamp();
        try
        {
            await socket.SendToAsync(packet, new IPEndPoint(found.Address, 0), token).ConfigureAwait(false);
            call.Log.Say($"Sent an echo request, id {id}, sequence {sequence}, {packet.Length} bytes");
            EchoReply reply = await ReplyAsync(call, socket, found.Address, packet, token).ConfigureAwait(false);
            Tell(call, "rtt", call.Time.GetElapsedTime(sent));
            if (reply.HopLimit is { } hops) call.Figures.Set("probe_icmp_reply_hop_limit", "Replied packet hop limit (TTL for ipv4)", hops);
            call.Log.Say("Found matching reply packet");
            return true;
        }
        catch (SocketException e)
        {
            return call.Fail($"No echo from {found.Address}: {e.Message}");
        }
    }

    private static Socket? Open(BlackboxCall call, BlackboxIcmpProbe icmp, IPAddress to)
    {
        if (PingSocket.Open(to.AddressFamily) is not { } socket)
        {
            call.Fail("This user may not send pings: allow its group in net.ipv4.ping_group_range, or grant CAP_NET_RAW");
            return null;
        }

        try
        {
            bool is4 = to.AddressFamily == AddressFamily.InterNetwork;
            if (icmp.SourceAddress is { } source) socket.Bind(new IPEndPoint(IPAddress.Parse(source), 0));
            if (icmp.Ttl > 0) socket.Ttl = (short)icmp.Ttl;
            // As in the exporter IPv6, whose routers never fragment, takes no notice of it.
            if (icmp.DontFragment && is4) socket.DontFragment = true;
            EchoReply.AskForHopLimit(socket);
            return socket;
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            socket.Dispose();
            call.Fail($"No socket for {to}: {e.Message}");
            return null;
        }
    }

    private static async Task<EchoReply> ReplyAsync(BlackboxCall call, Socket socket, IPAddress from, byte[] request, CancellationToken token)
    {
        byte[] buffer = new byte[ushort.MaxValue + 1];
        while (true)
        {
            // Waits without taking it: the call that takes it tells its hop limit too.
            await socket.ReceiveAsync(buffer.AsMemory(0, 1), SocketFlags.Peek, token).ConfigureAwait(false);
            if (EchoReply.Take(socket, buffer) is not { } reply) continue;
            if (reply.From.Equals(from) && Echo.Mirrors(buffer.AsSpan(0, reply.Length), socket, request)) return reply;
            call.Log.Say($"{reply.Length} bytes from {reply.From} are no reply to it");
        }
    }

    private static void Tell(BlackboxCall call, string phase, TimeSpan took) =>
        call.Figures.Set("probe_icmp_duration_seconds", "Duration of icmp request by phase", took.TotalSeconds, ("phase", phase));
}
