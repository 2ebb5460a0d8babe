using System.Collections.Concurrent;

namespace LoadProbe.Link.Tests;

/// <summary>Invitations and agents in memory.</summary>
internal sealed class ListedRoster : IRoster
{
    public ConcurrentDictionary<string, string> Invited { get; } = new();

    public ConcurrentDictionary<string, string> Keys { get; } = new();

    public Task<Admission> AdmitAsync(string invitation, string secret, string key, CancellationToken token)
    {
        if (secret != "open sesame") return Task.FromResult(Admission.Refuse("another secret"));
        if (!Invited.TryRemove(invitation, out string? agent)) return Task.FromResult(Admission.Refuse("used already"));
        Keys[agent] = key;
        return StayAsync(agent, token);
    }

    public Task<Admission> StayAsync(string agent, CancellationToken token) =>
        Task.FromResult(Keys.TryGetValue(agent, out string? key) ? new Admission(agent, key) : Admission.Refuse($"{agent} was removed"));
}
