using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.Controller;

/// <summary>Times in which targets were down, and what was seen in them.</summary>
internal static class IncidentRoutes
{
    private const int Most = 1_000, Usual = 100;

    // Of those that agents saw first, and of those that they saw last.
    private const int MostSeen = 100;

    // Of a name: the result's id, then a hyphen.
    private const int IdLength = 36;

    public static void MapIncidents(this IEndpointRouteBuilder app, IncidentTable incidents, AttachmentTable attachments)
    {
        app.MapGet("/api/incidents", async (string? probe, int? count, CancellationToken token) =>
                (await incidents.ListAsync(probe, Math.Clamp(count ?? Usual, 1, Most), token).ConfigureAwait(false)).Select(IncidentLine.Of)).Needs(Scope.Read)
            .Says($"Times in which targets were down, of all probes or one: open ones first, then the newest; {Usual}, or count of them, up to {Most}");
        app.MapGet("/api/incidents/{id}", async (string id, CancellationToken token) =>
        {
            if (await incidents.FindAsync(id, token).ConfigureAwait(false) is not { } incident) return Answers.Missing($"there is no incident {id}");
            return Results.Ok(IncidentLine.Of(incident) with { Attachments = await LinesAsync(attachments, incident, token).ConfigureAwait(false) });
        }).Needs(Scope.Read).Says($"One of them, with what was seen in its failed runs: the first {MostSeen} and the newest {MostSeen} of that", StatusCodes.Status404NotFound).Produces<IncidentLine>();
        app.MapGet("/api/incidents/{id}/evidence/{name}", async (string id, string name, HttpContext context, CancellationToken token) =>
        {
            if (await incidents.FindAsync(id, token).ConfigureAwait(false) is not { } incident) return Answers.Missing($"there is no incident {id}");
            if (!TryRead(name, out Guid result, out string file) || (await OfAsync(attachments, incident, token).ConfigureAwait(false)).FirstOrDefault(a => a.Result == result && a.Name == file) is not { } found
                || await attachments.ReadAsync(result, file, token).ConfigureAwait(false) is not { } bytes) return Answers.Missing($"incident {id} has no evidence {name}");
            return Guarded(context.Response, found, name, bytes);
        }).Needs(Scope.Read).Says("Something that was seen in a failed run of it, as it is: a picture, certificates in PEM, packets", StatusCodes.Status404NotFound)
            .Produces(StatusCodes.Status200OK, contentType: AttachmentKinds.Png, additionalContentTypes: [AttachmentKinds.Jpeg, AttachmentKinds.Certificates, AttachmentKinds.Packets, AttachmentKinds.Note]);
    }

    private static async Task<IReadOnlyList<AttachmentLine>> LinesAsync(AttachmentTable attachments, Incident incident, CancellationToken token)
    {
        var lines = new List<AttachmentLine>();
        StoredAttachment[] all = [.. await OfAsync(attachments, incident, token).ConfigureAwait(false)];
        foreach (StoredAttachment each in all.Length <= 2 * MostSeen ? all : [.. all[..MostSeen], .. all[^MostSeen..]])
        {
            AttachmentLine line = AttachmentLine.Of(incident, each);
            if (each.MediaType == AttachmentKinds.Certificates && await attachments.ReadAsync(each.Result, each.Name, token).ConfigureAwait(false) is { } pem) line = line with { Certificates = CertificateLine.Of(pem) };
            lines.Add(line);
        }

        return lines;
    }

    private static async Task<IEnumerable<StoredAttachment>> OfAsync(AttachmentTable attachments, Incident incident, CancellationToken token) =>
        (await attachments.ListAsync(incident.Probe, incident.First.At, AttachmentRetention.Until(incident), token).ConfigureAwait(false)).Where(a => AttachmentRetention.IsOf(a, incident));

    private static bool TryRead(string name, out Guid result, out string file)
    {
        (result, file) = (default, "");
        if (name.Length <= IdLength + 1 || name[IdLength] != '-' || !Guid.TryParseExact(name[..IdLength], "D", out result)) return false;
        file = name[(IdLength + 1)..];
        return Attachment.IsName(file);
    }

    // A target had a hand in the bytes: a browser takes them for what they are said to be, and runs nothing of them.
    private static IResult Guarded(HttpResponse response, StoredAttachment attachment, string name, byte[] bytes)
    {
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        response.Headers.CacheControl = "private, max-age=3600";
        bool isTakenAway = attachment.MediaType is AttachmentKinds.Certificates or AttachmentKinds.Packets;
        return Results.Bytes(bytes, attachment.MediaType == AttachmentKinds.Note ? $"{AttachmentKinds.Note}; charset=utf-8" : attachment.MediaType, isTakenAway ? name : null);
    }
}
