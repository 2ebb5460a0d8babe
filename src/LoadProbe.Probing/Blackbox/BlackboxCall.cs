namespace LoadProbe.Probing;

/// <summary>One request for a probe: what to dial, by which module, and where what is found goes.</summary>
/// <param name="Target">As the request named it.</param>
/// <param name="HostName">The request's <c>hostname</c>: the Host header of http, the server's name of TLS; "" = none.</param>
/// <param name="Allowed">How long the probe may take, the module's own timeout already counted in.</param>
/// <param name="Secrets">Reads the files that a module names.</param>
/// <param name="Egress">What the agent's own limits allow; null = everything.</param>
public sealed record BlackboxCall(string Target, BlackboxModule Module, string HostName, TimeSpan Allowed, ISecretStore Secrets, Egress? Egress, TimeProvider Time)
{
    public BlackboxFigures Figures { get; } = new();

    public BlackboxLog Log { get; } = new(Time);

    /// <summary>Says why the probe fails.</summary>
    /// <returns>False, for whoever ends with it.</returns>
    public bool Fail(string why)
    {
        Log.Say(why);
        return false;
    }
}
