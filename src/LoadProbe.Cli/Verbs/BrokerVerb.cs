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
        var orders = new Option<int>("--orders") { Description = "How many instances of the orders service there are, 1 to 100", DefaultValueFactory = _ => 1 };
        var verb = new Command("broker", "The demo brokerage, to dial and press") { http, https, orders };
        verb.SetAction(async (parsed, _) =>
        {
            if (parsed.GetValue(orders) is < 1 or > 100) return Screen.Complain($"--orders {parsed.GetValue(orders)} is not a number from 1 to 100");
            await using Broker broker = await Broker.StartAsync(new BrokerOptions { HttpPort = parsed.GetValue(http), HttpsPort = parsed.GetValue(https), Orders = parsed.GetValue(orders) }, TimeProvider.System, stop);
            await Console.Error.WriteLineAsync($"listening on {broker.Http.GetLeftPart(UriPartial.Authority)}");
            await Console.Error.WriteLineAsync($"listening on {broker.Https.GetLeftPart(UriPartial.Authority)} (certificate {broker.CertificatePath})");
            await Waiting.ForAsync(null, stop);
            return ExitCode.Interrupted;
        });
        return verb;
    }
}
