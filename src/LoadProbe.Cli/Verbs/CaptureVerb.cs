using System.CommandLine;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LoadProbe.Capture;

namespace LoadProbe.Cli;

/// <summary>Takes out of the packets that an agent keeps.</summary>
internal static class CaptureVerb
{
    // An agent looks through all that it keeps before it answers.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static Command Create(CancellationToken stop) => new("capture", "The packets that an agent keeps") { Fetch(stop) };

    private static Command Fetch(CancellationToken stop)
    {
        var source = new Argument<string>("source") { Description = "An agent's address, such as https://10.0.0.7:9115, or the folder in which it keeps them" };
        var output = new Option<string?>("--output") { Description = "A pcapng file for them; else standard output" };
        var token = new Option<string?>("--token-file") { Description = "The file with the token that the agent asks for" };
        var ca = new Option<string?>("--ca") { Description = "Believe certificates of these authorities, a PEM file, instead of the system's" };
        var packets = new PacketOptions();
        var verb = new Command("fetch", "Take packets out as a pcapng file, for analyze or Wireshark") { source, output, token, ca };
        packets.AddTo(verb);
        verb.SetAction(async (parsed, _) =>
        {
            if (packets.Read(parsed, TimeProvider.System.GetUtcNow()) is not { } filter) return ExitCode.Usage;
            string from = parsed.GetValue(source)!;
            try
            {
                if (Uri.TryCreate(from, UriKind.Absolute, out Uri? agent) && agent.Scheme is "http" or "https")
                {
                    string? secret = parsed.GetValue(token) is { } file ? (await File.ReadAllTextAsync(file, stop)).Trim() : null;
                    X509Certificate2Collection? authorities = null;
                    if (parsed.GetValue(ca) is { } pem) (authorities = []).ImportFromPemFile(pem);
                    using var client = new ApiClient(agent, secret, authorities, Patience);
                    return await AskAsync(client, agent, packets.Query(parsed), parsed.GetValue(output), stop);
                }

                if (!Directory.Exists(from)) return Screen.Complain($"{from} is neither the address of an agent nor a folder");
                if (PacketRing.OpenToRead(from) is not { } ring) return Screen.Complain($"{from}: no agent keeps packets there");
                await using Stream written = Output(parsed.GetValue(output));
                return Told(ring.Extract(filter, written, long.MaxValue, bare: false, stop).Packets);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return ExitCode.Interrupted;
            }
            catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException or CryptographicException)
            {
                return Screen.Complain(refusal.Message);
            }
        });
        return verb;
    }

    private static async Task<int> AskAsync(ApiClient client, Uri agent, string query, string? output, CancellationToken stop)
    {
        string name = agent.GetLeftPart(UriPartial.Authority);
        long? packets = null;
        try
        {
            if (await client.CopyAsync($"packets?{query}", () => Output(output), headers => packets = Count(headers), stop) is not { } refused) return Told(packets);
            Screen.Complain($"{name}: {(int)refused.Status} {refused.Text.TrimEnd()}");
        }
        catch (HttpRequestException unreachable)
        {
            Screen.Complain($"{name}: {unreachable.Message}");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            Screen.Complain($"{name} did not answer within {Patience.TotalMinutes:0} minutes");
        }

        return ExitCode.Environment;
    }

    private static long? Count(HttpResponseHeaders headers) => headers.TryGetValues("LoadProbe-Packets", out IEnumerable<string>? count) && long.TryParse(count.First(), out long packets) ? packets : null;

    private static Stream Output(string? file) => file is null ? Console.OpenStandardOutput() : File.Create(file);

    private static int Told(long? packets)
    {
        if (packets is { } count) Console.Error.WriteLine(count == 1 ? "1 packet" : $"{count} packets");
        return ExitCode.Pass;
    }
}
