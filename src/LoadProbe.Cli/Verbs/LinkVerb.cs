using System.CommandLine;
using LoadProbe.Link;

namespace LoadProbe.Cli;

/// <summary>Sets up the NATS server between the controller and its agents.</summary>
internal static class LinkVerb
{
    private const int NatsPort = 4222;

    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "A folder that is not there yet, or empty" };
        var hosts = new Option<string[]>("--host") { Description = "A name or address that the server is dialled by; may be repeated. This machine's name and loopback always are", AllowMultipleArgumentsPerToken = false };
        var port = new Option<int>("--port") { Description = "The port it listens on", DefaultValueFactory = _ => NatsPort };
        var init = new Command("init", "Keys, certificates and the configuration of a NATS server that only invited agents can use") { folder, hosts, port };
        init.SetAction(parsed =>
        {
            string root = parsed.GetValue(folder)!;
            if (parsed.GetValue(port) is < 1 or > ushort.MaxValue) return Screen.Complain($"--port {parsed.GetValue(port)} is not a port: use 1 to {ushort.MaxValue}");
            try
            {
                if (LinkFolder.Create(root, [Environment.MachineName, .. parsed.GetValue(hosts) ?? []], parsed.GetValue(port), TimeProvider.System.GetUtcNow()) is { } fault) return Screen.Complain(fault);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Screen.Complain($"{root} cannot be written: {e.Message}");
                return ExitCode.Environment;
            }

            Console.WriteLine($"nats-server -c {Path.Combine(root, LinkFolder.Configuration)}");
            Console.Error.WriteLine($"start the server with that, and the controller with --link-keys {root}; keep {Path.Combine(root, "offline")} somewhere else");
            return ExitCode.Pass;
        });
        return new Command("link", "The NATS server between controller and agents") { init };
    }
}
