using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using LoadProbe.Browser;
using LoadProbe.Capture;
using LoadProbe.Probing;

namespace LoadProbe.Cli;

/// <summary>Finds out what this machine can do, by doing it: a list of devices, or a program's name, proves no permission.</summary>
internal static class Abilities
{
    private const int FewFiles = 16_384, ManyFiles = 65_536, FewPorts = 10_000;

    public static async Task<IReadOnlyList<Ability>> LookAsync(TimeProvider time, CancellationToken token) =>
        [await BrowserAsync(time, token), await PacketsAsync(time), Ping(), Paths(), Addresses(), Programs(), Files(), Ports()];

    private static async Task<Ability> BrowserAsync(TimeProvider time, CancellationToken token)
    {
        await using var browsers = new BrowserPool(new BrowserOptions(), time);
        string? fault = await browsers.StartFaultAsync(token);
        return new Ability("browser", "journeys through pages", fault is null, fault ?? "Chromium starts", browsers.IsAvailable ? null : "sudo apt-get install chromium");
    }

    private static async Task<Ability> PacketsAsync(TimeProvider time)
    {
        CaptureStart start = LiveCapture.TryLoopback(time);
        if (start.Capture is { } capture) await capture.DisposeAsync();
        return new Ability("packets", "--capture: network time told from server time", start.Capture is not null, start.Capture is null ? $"{start.Reason}: {start.Detail}; without it dials have what the kernel knows of their connections (TCP_INFO)" : "loopback is captured", start.Reason switch
        {
            CaptureReason.NoLibpcap => "sudo apt-get install libpcap0.8",
            CaptureReason.NoPermission => RawSockets(),
            _ => null,
        });
    }

    private static Ability Ping() => PingSocket.IsAllowed
        ? new Ability("ping", "icmp dials", true, "pings may be sent")
        : new Ability("ping", "icmp dials", false, "this user may not send pings", "sudo sysctl -w net.ipv4.ping_group_range=\"0 2147483647\"");

    private static Ability Paths() => PathDials.AreAllowed
        ? new Ability("paths", "path dials: each router on the way", true, "answers of routers are heard")
        : new Ability("paths", "path dials: each router on the way", false, "answers of routers come to raw sockets only, which this user may not open", RawSockets());

    private static Ability Addresses()
    {
        bool has = NetworkInterface.GetAllNetworkInterfaces().Where(card => card.OperationalStatus == OperationalStatus.Up).SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Any(own => own.Address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv6LinkLocal: false } && !IPAddress.IsLoopback(own.Address));
        return new Ability("IPv6", "dials over IPv6", has, has ? "there is an address beyond this machine" : "no address beyond this machine: only its operator can give it one");
    }

    private static Ability Programs()
    {
        bool has = File.Exists(ProgramFolders.Session);
        return new Ability("programs", "program dials, where --programs allows a folder", has, has ? $"{ProgramFolders.Session} is there" : $"{ProgramFolders.Session} is missing", has ? null : "sudo apt-get install util-linux");
    }

    private static Ability Files()
    {
        const string needed = "connections at once, a file each";
        if (FileLimit.Read() is not { } limit) return new Ability("open files", needed, true, "no limit is told here");
        bool has = limit >= FewFiles;
        return new Ability("open files", needed, has, $"{limit} at the most", has ? null : $"ulimit -n {ManyFiles}, or LimitNOFILE={ManyFiles} in its unit");
    }

    private static Ability Ports()
    {
        const string file = "/proc/sys/net/ipv4/ip_local_port_range", needed = "connections at once to one address, a port each";
        if (!File.Exists(file)) return new Ability("local ports", needed, true, "no range is told here");
        int[] range = [.. File.ReadAllText(file).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(end => int.Parse(end, CultureInfo.InvariantCulture))];
        int ports = range[1] - range[0] + 1;
        return new Ability("local ports", needed, ports >= FewPorts, $"{ports}, from {range[0]} to {range[1]}", ports >= FewPorts ? null : "sudo sysctl -w net.ipv4.ip_local_port_range=\"1024 65535\"");
    }

    private static string RawSockets() => $"sudo setcap cap_net_raw+ep {Environment.ProcessPath}";
}
