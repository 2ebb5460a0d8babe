using System.CommandLine;
using LoadProbe.DemoBroker;

namespace LoadProbe.Cli;

/// <summary>The demo brokerage by itself, to dial and press.</summary>
internal static class BrokerVerb
{
    public static Command Create(CancellationToken stop)
    {
        var http = new Option<int>("--http") { Description = "Port of the gateway; 0 = any free one", DefaultValueFactory = _ => 7080 };
        var https = new Option<int>("--https") { Description = "Port of the gateway over TLS; 0 = any free one", DefaultValueFactory = _ => 7443 };
        var verb = new Command("broker", "The demo brokerage, to dial and press") { http, https };
        verb.SetAction(async (parsed, _) =>
        {
            await using Broker broker = await Broker.StartAsync(new BrokerOptions { HttpPort = parsed.GetValue(http), HttpsPort = parsed.GetValue(https) }, TimeProvider.System, stop);
            await Console.Error.WriteLineAsync($"listening on {broker.Http.GetLeftPart(UriPartial.Authority)}");
            await Console.Error.WriteLineAsync($"listening on {broker.Https.GetLeftPart(UriPartial.Authority)} (certificate {broker.CertificatePath})");
            await Waiting.ForAsync(null, stop);
            return ExitCode.Interrupted;
        });
        return verb;
    }
}
