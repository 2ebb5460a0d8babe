using System.CommandLine;
using LoadProbe.Link;

namespace LoadProbe.Cli;

/// <summary>Sets up the NATS server between the controllers and their agents, or a cluster of them.</summary>
internal static class LinkVerb
{
    private const int NatsPort = 4222, RoutePort = 6222;

    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "A folder that is not there yet, or empty" };
        var hosts = new Option<string[]>("--host") { Description = "A name or address that the one server is dialled by; may be repeated. This machine's name and loopback always are", AllowMultipleArgumentsPerToken = false };
        var servers = new Option<string[]>("--server") { Description = "A server of a cluster, by the names and addresses that it is dialled by, with commas between: three times or more, and a folder is written for each", AllowMultipleArgumentsPerToken = false };
        var at = new Option<string?>("--at") { Description = "Where a server will find its folder on its own machine; where it is written if nothing is said" };
        var jetstream = new Option<string?>("--jetstream") { Description = "Where a server keeps what is to survive; jetstream in its folder if nothing is said" };
        Option<int> port = Port("--port", "The port that agents and controllers dial", NatsPort), routePort = Port("--route-port", "The port on which the servers of a cluster dial each other", RoutePort);
        var init = new Command("init", "Keys, certificates and the configuration of a NATS server, or of a cluster, that only invited agents can use") { folder, hosts, servers, at, jetstream, port, routePort };
        init.SetAction(parsed =>
        {
            string root = parsed.GetValue(folder)!;
            string[][] cluster = [.. (parsed.GetValue(servers) ?? []).Select(s => s.Split(',', StringSplitOptions.TrimEntries))];
            string[] names = parsed.GetValue(hosts) ?? [];
            if (cluster.Length > 0 && names.Length > 0) return Screen.Complain("--host is of the one server, --server of each of several: use one of them");
            var site = new LinkSite(parsed.GetValue(port), parsed.GetValue(routePort), parsed.GetValue(at), parsed.GetValue(jetstream));
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            try
            {
                string? fault = cluster.Length == 0
                    ? LinkFolder.Create(root, [Environment.MachineName, .. names], site, now)
                    : LinkFolder.CreateCluster(root, cluster, site, now);
                if (fault is not null) return Screen.Complain(fault);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Screen.Complain($"{root} cannot be written: {e.Message}");
                return ExitCode.Environment;
            }

            foreach (string home in cluster.Length == 0 ? [root] : cluster.Select(s => Path.Combine(root, s[0]))) Console.WriteLine($"nats-server -c {Path.Combine(site.At ?? home, LinkFolder.Configuration)}");
            if (cluster.Length > 0) Console.Error.WriteLine($"take the folder of each server to its machine{(site.At is { } there ? $", as {there}" : "")}; all of them are --link {string.Join(',', cluster.Select(s => $"tls://{s[0]}:{site.Port}"))}");
            Console.Error.WriteLine($"start the server with that, and the controller with --link-keys {root}; keep {Path.Combine(root, "offline")} somewhere else");
            return ExitCode.Pass;
        });
        return new Command("link", "The NATS servers between controllers and agents") { init };
    }

    private static Option<int> Port(string name, string description, int port) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => port,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (ushort.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out ushort parsed) && parsed > 0) return parsed;
            result.AddError($"{name} {text} is not a port: use 1 to {ushort.MaxValue}");
            return 0;
        },
    };
}
