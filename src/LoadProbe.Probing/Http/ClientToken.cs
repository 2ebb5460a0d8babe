using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace LoadProbe.Probing;

/// <summary>
/// The token of a step's client credentials: fetched once, however many customers take the step, and used until shortly before
/// it ends. A failure is not kept: the next customer tries again.
/// </summary>
internal sealed class ClientToken
{
    /// <summary>What a token is taken to last when its server does not say.</summary>
    private static readonly TimeSpan Unsaid = TimeSpan.FromMinutes(1);

    /// <summary>So long before its end it is no longer used: it has to be good until the target looks at it.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    private static readonly ConditionalWeakTable<ClientCredentials, ClientToken> All = [];

    private readonly SemaphoreSlim _turn = new(1);
    private volatile Held? _held;

    public static ClientToken Of(ClientCredentials credentials) => All.GetOrCreateValue(credentials);

    /// <summary>The one that was fetched last; empty before that.</summary>
    public string Value => _held?.Token ?? "";

    public bool IsGood(DateTimeOffset now) => _held is { } held && now < held.Until;

    /// <summary>Sees to it that there is one; why there is none, else null.</summary>
    public async Task<Fault?> ReadyAsync(ClientCredentials credentials, HttpConnections connections, Variables variables, TimeProvider time, Deadline deadline)
    {
        try
        {
            await _turn.WaitAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            return Named(credentials, Fault.Of(e, DialStage.Wait, deadline));
        }

        try
        {
            if (IsGood(time.GetUtcNow())) return null;
            // Not over the customer's connections: what a step of his finds there is his own doing.
            using HttpConnections apart = connections.Apart();
            (SideAnswer? said, Fault? fault) = await SideRequest.AskAsync(apart, Request(credentials, variables), time, deadline).ConfigureAwait(false);
            fault ??= Take(said!, time.GetUtcNow());
            return fault is { } told ? Named(credentials, told) : null;
        }
        finally
        {
            _turn.Release();
        }
    }

    private static Fault Named(ClientCredentials credentials, Fault fault) => fault with { Detail = $"no token of {credentials.TokenUrl.GetLeftPart(UriPartial.Path)}: {fault.Detail}" };

    private static HttpRequest Request(ClientCredentials credentials, Variables variables)
    {
        string form = "grant_type=client_credentials";
        if (credentials.Scopes.Count > 0) form += $"&scope={WebUtility.UrlEncode(string.Join(' ', credentials.Scopes))}";
        if (credentials.Audience is { } audience) form += $"&audience={WebUtility.UrlEncode(audience)}";
        // Both are written as a form would write them first (RFC 6749, 2.3.1).
        string who = Credentials.Of(WebUtility.UrlEncode(credentials.ClientId.Resolve(variables)), WebUtility.UrlEncode(credentials.ClientSecret.Resolve(variables)));
        variables.Hide(who);
        return new HttpRequest("POST", credentials.TokenUrl, HttpVersion.Version11,
            [("Authorization", $"Basic {who}"), ("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json"), ("User-Agent", RequestForm.UserAgent)], Encoding.UTF8.GetBytes(form));
    }

    private Fault? Take(SideAnswer said, DateTimeOffset now)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(said.Body);
            JsonElement root = json.RootElement;
            if (said.Status != (int)HttpStatusCode.OK) return new Fault(Outcome.StatusMismatch, $"status {said.Status}{(Text(root, "error") is { } error ? $", {error}" : "")}");
            if (Text(root, "access_token") is not { Length: > 0 } token) return new Fault(Outcome.JsonMismatch, "the answer has no access_token");
            if (Text(root, "token_type") is { } type && !type.Equals("Bearer", StringComparison.OrdinalIgnoreCase)) return new Fault(Outcome.JsonMismatch, $"the token is of type {type}, expected Bearer");
            TimeSpan lasts = root.TryGetProperty("expires_in", out JsonElement seconds) && seconds.ValueKind == JsonValueKind.Number && seconds.TryGetInt32(out int whole) && whole > 0 ? TimeSpan.FromSeconds(whole) : Unsaid;
            _held = new Held(token, now + (lasts > 2 * Margin ? lasts - Margin : lasts / 2));
            return null;
        }
        catch (JsonException)
        {
            return said.Status != (int)HttpStatusCode.OK ? new Fault(Outcome.StatusMismatch, $"status {said.Status}") : new Fault(Outcome.JsonMismatch, "the answer is not JSON");
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private sealed record Held(string Token, DateTimeOffset Until);
}
